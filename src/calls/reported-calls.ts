import {
  labelText,
  present,
  shownMetadata,
  type CallWithTimeline,
  type Emit,
  type EventOfType,
  type EventType,
  type LabelText,
  type LatencyRecord,
  type LatencyStage,
  type StoredCall,
  type TelephonyEvent,
} from '../core/index.ts';
import type { ActiveCounts } from './active-counts.ts';
import type { ActiveGroup, Counted } from './active-tally.ts';
import { advanceReported } from './advance-reported.ts';
import { ReportedTable, type UnorderedCall } from './reported-table.ts';
import { isSideOf, isStoredSideOf, stillForgotten, type Person } from './forget-person.ts';
import { createKnownModems, isModemEvent, MODEM_EVENTS, type KnownModems, type ModemEvent } from './known-modems.ts';
import { KnownPeople } from './known-people.ts';
import type { Progress } from './life-cycle.ts';
import { readMetadata, type ReportMetadata } from './reported-metadata.ts';
import { reportsOf, type CallReport } from './reported-record.ts';
import type { TrackerSettings } from './settings.ts';
import type { TrackerContext } from './tracker-context.ts';

/** One call that the program which carries it tells of. */
export interface ReportedCall extends Progress, Counted {
  /** Keyed hash of the program's own id. */
  readonly key: string;
  /** Absent for one read back after a restart until its next report brings it. */
  callId: string | undefined;
  /** Whom its reports name. */
  readonly people: KnownPeople;
  readonly reports: CallReport[];
  /** What they said besides, in the order of arrival. */
  readonly metadata: ReportMetadata[];
  /** Something came since the last look. */
  isDirty: boolean;
  /** Someone decided that nothing more will be heard of it: it is swept at the next look. */
  isGivenUp: boolean;
  /** Somebody who is a side of it was erased: until then its reports are passed over. */
  forgottenUntil: number | undefined;
  lastReceivedAt: number;
  /** When there is something to do without a further report. */
  dueAt: number;
  filedAt: number;
  /** Its place in the queue of what is due; -1 when it is in none. */
  place: number;
  /** Orders what is due at one tick. */
  readonly order: number;
  /** Waits of the caller for the agent's first audio. */
  responses: { count: number; seconds: number };
}

/** The calls that programs tell of, from `call.report` and `agent.stage`; `modem.disconnected` ends those of the modem, and those that named none when it is the only one of its program. */
export interface ReportedCalls {
  /** Whether it does not ignore events of a type. */
  takes(type: EventType): boolean;
  /** Takes reports and latencies; one of a call in the table also tells that the call is alive. Ignores all else. */
  accept(event: TelephonyEvent): void;
  adopt(call: CallWithTimeline, now: number): void;
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
const TAKEN: ReadonlySet<EventType> = new Set(['call.report', 'agent.stage', ...MODEM_EVENTS]);

/** Creates an empty table. */
export function createReportedCalls(context: TrackerContext): ReportedCalls {
  const { settings, emit, output, hashId, hashCallId, sealCallId, sealMetadata } = context;
  const [table, modems] = [new ReportedTable(), createKnownModems()];

  const find = (callId: string): { readonly key: string; readonly call: ReportedCall | undefined } => {
    const key = hashCallId(callId);
    return { key, call: table.get(key) };
  };

  const add = (key: string, at: number): ReportedCall => {
    if (table.size >= settings.maxCalls) letGoOldest(table, at, emit);
    return table.add(open(reportedId(key, hashId), key, new KnownPeople(sealCallId)));
  };

  const report = (event: CallReport): void => {
    modems.hear(event);
    const { key, call: known } = find(event.callId);
    const call = known ?? add(key, event.at);
    call.callId = event.callId;
    call.lastReceivedAt = Math.max(call.lastReceivedAt, event.receivedAt ?? event.at);
    table.change(call);
    if (isPassedOver(call, event, settings)) return;
    if (call.reports.length >= settings.maxTimeline) {
      emit({ type: 'event.dropped', at: event.at, stage: labelText('calls'), reason: 'timeline_full', count: 1 });
      return;
    }
    addReport(call, event, sealMetadata);
  };

  const measure = (event: EventOfType<'agent.stage'>): void => {
    const { callId, stage, seconds, at, receivedAt } = event;
    if (callId === undefined) return;
    const { key, call } = find(callId);
    if (call !== undefined && call.forgottenUntil === undefined) {
      hear(call, stage, seconds, receivedAt ?? at);
      table.change(call);
    }
    output({ type: 'latency.measured', record: latencyOf(event, reportedId(key, hashId), hashId) });
  };

  return {
    takes: (type) => TAKEN.has(type),
    accept(event) {
      if (event.type === 'call.report') report(event);
      else if (event.type === 'agent.stage') measure(event);
      else if (isModemEvent(event)) hearModem(event, modems, table);
    },
    adopt({ call }, now) {
      table.add(reopen(call, new KnownPeople(sealCallId), now));
    },
    due: (now, isFlush) => (isFlush ? [...table.all()] : table.due(now)),
    advance(call, now, isFlush) {
      if (call.forgottenUntil === undefined) advanceReported(call, { now, isFlush, isAsked: true, settings, emit, output });
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

function hearModem(event: ModemEvent, modems: KnownModems, table: ReportedTable): void {
  modems.hear(event);
  if (event.type !== 'modem.disconnected') return;
  const isOnly = modems.isOnly(event);
  for (const call of table.all()) if (loseModem(call, event, isOnly)) table.change(call);
}

function letGoOldest(table: ReportedTable, at: number, emit: Emit): void {
  const [oldest] = table.all();
  if (oldest === undefined) return;
  table.delete(oldest);
  if (oldest.stage !== 'closed') emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'table_full', count: 1 });
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
    if (!isMeant) continue;
    table.delete(call);
    table.add({ ...open(id, key, new KnownPeople(undefined)), callId, forgottenUntil });
  }
}

function addReport(call: ReportedCall, event: CallReport, seal: TrackerContext['sealMetadata']): void {
  const metadata = readMetadata(event.metadata, seal);
  if (metadata !== undefined && call.metadata.length < MAX_METADATA_PARTS) call.metadata.push(metadata);
  for (const one of [event.caller, event.callerName, event.callee]) call.people.note(one);
  call.reports.push(event);
  call.isDirty = true;
}

function hear(call: ReportedCall, stage: LatencyStage, seconds: number, receivedAt: number): void {
  call.lastReceivedAt = Math.max(call.lastReceivedAt, receivedAt);
  if (stage !== 'speech_end_to_first_audio') return;
  call.responses = { count: call.responses.count + 1, seconds: call.responses.seconds + seconds };
  call.isDirty = true;
}

/** A lost modem has lost its calls: they end with it. True when this one does. */
function loseModem(call: ReportedCall, { at, receivedAt, source, modem }: EventOfType<'modem.disconnected'>, isOnly: boolean): boolean {
  if (call.stage === 'closed' || call.forgottenUntil !== undefined || call.reports.some(({ state }) => state === 'ended')) return false;
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

/** The stable id of a reported call; it follows from the program's own id alone, so that what is late still finds it. */
function reportedId(key: string, hashId: (text: string) => string): string {
  return hashId(`reported|${key}`);
}

function open(id: string, key: string, people: KnownPeople): UnorderedCall {
  return {
    id,
    key,
    callId: undefined,
    people,
    reports: [],
    metadata: [],
    version: 1,
    stage: 'open',
    isOffered: false,
    hasRungOnce: false,
    outcome: undefined,
    isDirty: true,
    isGivenUp: false,
    forgottenUntil: undefined,
    record: undefined,
    committed: undefined,
    adopted: undefined,
    lastReceivedAt: 0,
    dueAt: Number.POSITIVE_INFINITY,
    filedAt: Number.POSITIVE_INFINITY,
    place: -1,
    active: undefined,
    group: undefined,
    responses: { count: 0, seconds: 0 },
  };
}

/** A call as the store has it: its reports are those that its record amounts to. */
function reopen(stored: StoredCall, people: KnownPeople, now: number): UnorderedCall {
  const { version, state, isProvisional, hasRung, agentTurns = 1, agentResponseSeconds } = stored;
  const count = agentResponseSeconds === undefined ? 0 : agentTurns;
  return {
    ...open(stored.id, stored.callKey, people),
    reports: [...reportsOf(stored)],
    version,
    stage: state === 'answered' && !isProvisional ? 'answered' : 'open',
    isOffered: true,
    hasRungOnce: hasRung,
    adopted: stored,
    lastReceivedAt: now,
    responses: { count, seconds: count * (agentResponseSeconds ?? 0) },
  };
}
