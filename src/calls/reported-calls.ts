import {
  isProbe,
  labelText,
  present,
  shownMetadata,
  type CallWithTimeline,
  type Emit,
  type EventOfType,
  type EventType,
  type LabelText,
  type LatencyRecord,
  type TelephonyEvent,
} from '../core/index.ts';
import type { ActiveCounts } from './active-counts.ts';
import type { ActiveGroup } from './active-tally.ts';
import { advanceReported } from './advance-reported.ts';
import type { CapturedCall } from './captured-call.ts';
import { isSideOf, isStoredSideOf, stillForgotten, type Person } from './forget-person.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { ReportedJoins, type CapturedCalls } from './join-reported.ts';
import { createKnownModems, isModemEvent, MODEM_EVENTS, type KnownModems, type ModemEvent } from './known-modems.ts';
import { KnownPeople } from './known-people.ts';
import { isOpenByItself, openReported, reopenReported, reportedId, spanOf, type ReportedCall } from './reported-call.ts';
import { readMetadata } from './reported-metadata.ts';
import { makeToldHalf, viewReports, type CallReport } from './reported-record.ts';
import { ReportedTable } from './reported-table.ts';
import type { TrackerSettings } from './settings.ts';
import type { TrackerContext } from './tracker-context.ts';

/** The calls that programs tell of, from `call.report` and `agent.stage`; `modem.disconnected` ends those of the modem, and those that named none when it is the only one of its program. */
export interface ReportedCalls {
  /** Whether it does not ignore events of a type. */
  takes(type: EventType): boolean;
  /** Takes reports and latencies; one of a call in the table also tells that the call is alive. Ignores all else. */
  accept(event: TelephonyEvent): void;
  adopt(call: CallWithTimeline, now: number): void;
  /** Finds the other halves of captured calls. */
  readonly joins: ReportedJoins;
  /** Those with something to do by `now`. */
  due(now: number, isFlush: boolean): readonly ReportedCall[];
  /** Brings one up to its reports and to the time. */
  advance(call: ReportedCall, now: number, isFlush: boolean): void;
  /** Gives up those of which nothing was heard since a time, but not with `isDryRun`; their ids. */
  giveUp(silentSince: number, isDryRun: boolean): readonly string[];
  /** The open ones by state. */
  readonly counts: ActiveCounts;
  /** The open ones by source and by what carries them. */
  readonly groups: Iterable<ActiveGroup>;
  /** Forgets those in which a person is a side; what still comes of them is passed over. */
  forget(person: Person, now: number): void;
}

/** Reports that may say something besides: a begin, an end, and some between. */
const MAX_METADATA_PARTS = 8;
/** How often it is asked of which call something is that waits for that. */
const LOOK_SECONDS = 0.2;

const TAKEN: ReadonlySet<EventType> = new Set(['call.report', 'agent.stage', ...MODEM_EVENTS]);

/** Creates an empty table. */
export function createReportedCalls(context: TrackerContext, captured: CapturedCalls): ReportedCalls {
  const { settings, emit, hashId, hashCallId, sealMetadata } = context;
  const [table, modems] = [new ReportedTable(), createKnownModems()];
  const joins = new ReportedJoins(table, captured);

  const find = (callId: string) => table.find(hashCallId(callId));

  const add = (key: string, callId: string, at: number): ReportedCall => {
    if (table.size >= settings.maxCalls) letGoOldest(table, at, emit);
    const call = table.add(openReported(reportedId(key, hashId), key, new KnownPeople(context)));
    call.callId = callId;
    call.forgottenUntil = joins.forgottenUntil(callId, key);
    return call;
  };

  const report = (event: CallReport): void => {
    modems.hear(event);
    const { key, call: known } = find(event.callId);
    const call = known === undefined || isAnother(known, event) ? add(key, event.callId, event.at) : known;
    call.callId = event.callId;
    call.lastReceivedAt = Math.max(call.lastReceivedAt, event.receivedAt ?? event.at);
    table.change(call);
    if (isPassedOver(call, event, settings)) return;
    if (call.reports.length < settings.maxTimeline) addReport(call, event, sealMetadata);
    else emit({ type: 'event.dropped', at: event.at, stage: labelText('calls'), reason: 'timeline_full', count: 1 });
  };

  const measure = (event: EventOfType<'agent.stage'>): void => {
    const { callId, at, receivedAt = at } = event;
    if (callId === undefined) return;
    const { key, call: known } = find(callId);
    const call = known ?? add(key, callId, at);
    hear(call, event, receivedAt);
    table.change(call);
    if (!joins.isUndecided(call, receivedAt)) tellStages(call, context);
  };

  return {
    takes: (type) => TAKEN.has(type),
    accept(event) {
      if (event.type === 'call.report') report(event);
      else if (event.type === 'agent.stage') measure(event);
      else if (isModemEvent(event)) hearModem(event, modems, table);
    },
    adopt: ({ call }, now) => void table.add(reopenReported(call, new KnownPeople(context), now)),
    joins,
    due: (now, isFlush) => (isFlush ? [...table.all()] : table.due(now)),
    advance(call, now, isFlush) {
      bringUp(call, joins, context, now, isFlush);
      table.settle(call, now);
    },
    giveUp: (silentSince, isDryRun) => giveUpSilent(table, silentSince, isDryRun),
    get counts() {
      return table.counts;
    },
    get groups() {
      return table.groups;
    },
    forget: (person, now) => forgetCalls(table, person, now + settings.sweepAnsweredSeconds),
  };
}

/** Brings a call up to its reports and to the time, once it is clear whose it is. */
function bringUp(call: ReportedCall, joins: ReportedJoins, context: TrackerContext, now: number, isFlush: boolean): void {
  const { settings, output } = context;
  const emit = call.reports.some(({ source }) => isProbe({ agent: source })) ? () => undefined : context.emit;
  if (call.forgottenUntil !== undefined) return;
  if (joins.isUndecided(call, now)) {
    call.dueAt = now + LOOK_SECONDS;
    return;
  }
  tellStages(call, context);
  if (call.captured !== undefined) tellHalf(call, call.captured, output);
  else if (!isFlush && mayStillBegin(call) && now < call.lastReceivedAt + settings.settleSeconds)
    call.dueAt = call.lastReceivedAt + settings.settleSeconds;
  else if (call.reports.length > 0) advanceReported(call, { now, isFlush, isAsked: true, settings, emit, output });
}

/** Whether all reports of a call only add facts to it: the report of its begin, and so its direction, may still be on its way. */
function mayStillBegin({ reports, isOffered }: ReportedCall): boolean {
  return !isOffered && reports.length > 0 && reports.every(({ state }) => state === undefined);
}

function tellStages(call: ReportedCall, { hashId, output }: TrackerContext): void {
  const callId = call.captured?.id ?? call.id;
  for (const stage of call.stages) output({ type: 'latency.measured', record: latencyOf(stage, callId, hashId) });
  call.stages.length = 0;
}

function letGoOldest(table: ReportedTable, at: number, emit: Emit): void {
  const oldest = table.oldest();
  if (oldest === undefined) return;
  table.delete(oldest);
  if (isOpenByItself(oldest)) emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'table_full', count: 1 });
}

function giveUpSilent(table: ReportedTable, silentSince: number, isDryRun: boolean): readonly string[] {
  const silent = [...table.all()].filter((call) => call.lastReceivedAt < silentSince && call.active !== undefined);
  for (const call of isDryRun ? [] : silent) {
    call.isGivenUp = true;
    call.isDirty = true;
    table.change(call);
  }
  return silent.map(({ id }) => id);
}

/** Whether a report is one of a forgotten call: it only tells how long the call may still last. */
function isPassedOver(call: ReportedCall, { state }: CallReport, settings: TrackerSettings): boolean {
  if (call.forgottenUntil === undefined) return false;
  call.forgottenUntil = stillForgotten(call.lastReceivedAt, state === 'ended', settings.sweepAnsweredSeconds);
  return true;
}

/** What is left of a call of a person is that it is one. */
function forgetCalls(table: ReportedTable, person: Person, forgottenUntil: number): void {
  for (const call of table.all()) {
    const { id, key, callId, reports, adopted } = call;
    const isMeant = reports.some((one) => isSideOf(person, one)) || (adopted !== undefined && isStoredSideOf(person, adopted));
    if (!isMeant) {
      call.people.forgetEnds(person);
      continue;
    }
    table.delete(call);
    table.add({ ...openReported(id, key, new KnownPeople({})), callId, forgottenUntil });
  }
}

/** Whether a report begins another call with the id of one that has been over for long. */
function isAnother(known: ReportedCall, { state, at }: CallReport): boolean {
  const endedAt = known.captured?.endedAt ?? spanOf(known).endedAt;
  return state === 'offered' && endedAt !== undefined && at > endedAt + REUSE_SECONDS;
}

/** Hands over what a program told of a captured call. */
function tellHalf(call: ReportedCall, captured: CapturedCall, output: TrackerContext['output']): void {
  if (!call.isDirty) return;
  call.isDirty = false;
  captured.isTold = true;
  const view = viewReports(call.reports, call.source);
  output({ type: 'call.told', record: makeToldHalf(view, call, captured), timeline: [] });
}

function addReport(call: ReportedCall, event: CallReport, seal: TrackerContext['sealMetadata']): void {
  const metadata = readMetadata(event.metadata, seal);
  if (metadata !== undefined && call.metadata.length < MAX_METADATA_PARTS) call.metadata.push(metadata);
  call.people.note(event.caller, 'caller');
  call.people.note(event.callerName, 'other');
  call.people.note(event.callee, 'callee');
  call.reports.push(event);
  call.isDirty = true;
}

function hear(call: ReportedCall, event: EventOfType<'agent.stage'>, receivedAt: number): void {
  const { source, stage, seconds } = event;
  call.source ??= source;
  call.stages.push(event);
  if (call.forgottenUntil !== undefined) return;
  call.lastReceivedAt = Math.max(call.lastReceivedAt, receivedAt);
  if (!call.timed.has(stage)) call.isDirty = true;
  call.timed.add(stage);
  if (stage !== 'speech_end_to_first_audio') return;
  call.responses = { count: call.responses.count + 1, seconds: call.responses.seconds + seconds };
  call.isDirty = true;
}

function hearModem(event: ModemEvent, modems: KnownModems, table: ReportedTable): void {
  modems.hear(event);
  if (event.type !== 'modem.disconnected') return;
  const isOnly = modems.isOnly(event);
  for (const call of table.all()) if (loseModem(call, event, isOnly)) table.change(call);
}

/** A lost modem has lost its calls: they end with it. True when this one does; a captured one ends when the capture says so. */
function loseModem(call: ReportedCall, { at, receivedAt, source, modem }: EventOfType<'modem.disconnected'>, isOnly: boolean): boolean {
  if (!isOpenByItself(call) || call.reports.some(({ state }) => state === 'ended')) return false;
  const carried = call.reports.findLast((report) => report.modem !== undefined);
  const isCarried =
    carried === undefined ? isOnly && mayBeCarried(call.reports, source) : carried.modem === modem && carried.source === source;
  if (!isCarried) return false;
  const isAnswered = call.reports.some(({ state, outcome }) => state === 'answered' || outcome === 'answered');
  call.reports.push({
    type: 'call.report',
    at,
    callId: call.callId ?? call.id,
    source,
    state: 'ended',
    releasedBy: 'network',
    cause: 'unavailable',
    ...(isAnswered ? {} : { outcome: 'failed' }),
  });
  call.lastReceivedAt = Math.max(call.lastReceivedAt, receivedAt ?? at);
  call.isDirty = true;
  return true;
}

/** Whether a call that names no modem goes over the only one of its program: nothing says that something else carries it. */
function mayBeCarried(reports: readonly CallReport[], source: LabelText): boolean {
  return reports.every((one) => one.source === source && (one.carrier ?? 'cellular') === 'cellular' && one.trunk === undefined);
}

function latencyOf(
  { stage, seconds, at, metadata }: EventOfType<'agent.stage'>,
  callId: string,
  hashId: TrackerContext['hashId'],
): LatencyRecord {
  const shown = present({ metadata: metadata === undefined ? undefined : shownMetadata(metadata) });
  return { id: hashId(`latency|${callId}|${stage}|${at}|${seconds}`), callId, stage, at, seconds, ...shown };
}
