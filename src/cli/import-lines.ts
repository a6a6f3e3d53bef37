import type { OffsetAt } from '../core/index.ts';
import { sayHalfCaptured, type FailureWay, type ImportFindings, type ImportedCall } from '../server/index.ts';
import type { CommandInput, CommandIo } from './command.ts';
import { renderLadder } from './ladder.ts';
import { showRatio, showSeconds, showTime } from './show.ts';
import { CALL_COLUMNS, callCells, showCalls } from './show-calls.ts';
import { writeTable } from './table.ts';
import { clockOf } from './time-option.ts';

/** Ways to fail that are named. */
const MAX_WAYS = 5;

/** What besides SIP was understood, and what it is good for. */
const READ_KINDS: Readonly<Record<string, string>> = {
  rtcp: 'reports of the quality of media: they are counted, not evaluated yet. They belong to calls whose SIP is not in here: let the agent send SIP as well.',
  quality: 'reports of the quality of single calls, whose SIP is not in here: they are counted, not evaluated yet.',
  log: 'lines of the log of an agent.',
  other: 'payloads of HEP that are not read.',
};

/** How the import was asked for, to be asked again for more. */
export interface ImportAsked {
  /** What follows `ringscope import`: files as they were named; `-` for a stream. */
  readonly words: string;
  readonly isStream: boolean;
  /** How other commands find the calls that were stored: `--store FOLDER`, `--url URL` or nothing. Undefined when nothing was stored. */
  readonly stored: string | undefined;
  readonly isFailed: boolean;
  readonly hasLadder: boolean;
}

/** The summary of an import, then where to look; times by these clocks. */
export function importLines(
  findings: ImportFindings,
  asked: ImportAsked,
  sentences: Readonly<Record<string, string>>,
  clock: OffsetAt,
): readonly string[] {
  return [...summaryLines(findings, sentences, clock), ...whereToLook(findings, asked, clock)];
}

/** What was read and what it came to. */
function summaryLines(
  { counts, outline }: ImportFindings,
  sentences: Readonly<Record<string, string>>,
  clock: OffsetAt,
): readonly string[] {
  const { kpis } = outline;
  const ratios = `SER ${showRatio(kpis.ser)}  SEER ${showRatio(kpis.seer)}  ISA ${showRatio(kpis.isa)}  SCR ${showRatio(kpis.scr)}  ASR ${showRatio(kpis.asr)}  NER ${showRatio(kpis.ner)}  ACD ${showSeconds(kpis.acdSeconds) || '-'}`;
  return [
    ...(outline.firstAt === undefined ? [] : [`${showTime(outline.firstAt, clock)} to ${showTime(outline.lastAt, clock)}`]),
    `${counts.packets} packets, ${outline.calls} calls, ${outline.registrations} registrations, ${counts.duplicates} duplicates`,
    ...countLine('calls', outline.outcomes),
    ...(outline.open === 0 ? [] : [`still up at the end: ${outline.open}`]),
    ...countLine('registrations', outline.registrationOutcomes),
    ...(outline.calls === 0 ? [] : unevaluated(counts.read)),
    ...countLine('rejected', counts.rejects),
    ...countLine('passed over', counts.passedOver),
    ...withoutCalls(counts, outline, sentences),
    ...countLine('retransmitted', counts.retransmissions),
    ...countLine('dropped', counts.dropped),
    ...countLine('time not used', counts.clockFallbacks),
    ...(outline.calls === 0 ? [] : [ratios]),
    ...halfCaptured(outline.captured),
  ];
}

function halfCaptured(captured: ImportFindings['outline']['captured']): readonly string[] {
  const said = sayHalfCaptured(captured);
  return said === undefined ? [] : [said.reason, said.fix];
}

/** Reports of media are no part of calls yet. */
function unevaluated({ rtcp = 0, quality = 0 }: ImportFindings['counts']['read']): readonly string[] {
  const told = (
    [
      ['RTCP', rtcp],
      ['reports of quality', quality],
    ] as const
  ).filter(([, count]) => count > 0);
  return told.map(([name, count]) => `${name}: ${count} ${count === 1 ? 'packet' : 'packets'}, counted, not evaluated yet`);
}

function countLine(title: string, counts: Readonly<Record<string, number | undefined>>): readonly string[] {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? [] : [`${title}: ${parts.join(', ')}`];
}

/** Why there are no calls in a capture: what it holds instead, and what each kind of packet in it is. */
function withoutCalls(
  { packets, read, passedOver }: ImportFindings['counts'],
  { calls, registrations }: ImportFindings['outline'],
  sentences: Readonly<Record<string, string>>,
): readonly string[] {
  if (packets === 0) return ['The file holds no packet.', 'Nothing was captured: look at the filter and the interface of the capture.'];
  if (calls > 0 || registrations > 0) return [];
  if (read['sip'] !== undefined) return [`No call or registration begins in the ${read['sip']} SIP messages of the file.`];
  return [
    'No SIP message was read.',
    ...countLine('read', read),
    ...Object.keys(read).map((kind) => `${kind}: ${READ_KINDS[kind] ?? ''}`),
    ...Object.keys(passedOver).map((kind) => `${kind}: ${sentences[kind]}`),
  ];
}

/** The failures by way, and the commands that show more. */
function whereToLook(findings: ImportFindings, asked: ImportAsked, clock: OffsetAt): readonly string[] {
  const { calls, failures } = findings.outline;
  if (calls === 0) return [];
  const failed = failures.reduce((sum, way) => sum + way.calls, 0);
  const ways = failures.slice(0, MAX_WAYS).map((way) => wayLine(way, asked));
  const rest = failures.length - ways.length;
  const next = asked.stored === undefined ? importAgain(findings, failed, asked) : askStore(findings, failed, asked.stored, clock);
  return [
    '',
    failed === 0 ? 'No call failed.' : `${failed} of ${calls} calls failed for a reason that neither side chose:`,
    ...ways,
    ...(rest > 0 ? [`  and ${rest} other ways`] : []),
    ...(next.length === 0 ? [] : ['Where to look:', ...next.map((line) => `  ringscope ${line}`)]),
  ];
}

function wayLine({ calls, cause, code, hop, id }: FailureWay, { stored }: ImportAsked): string {
  const what = [cause, code].filter((word) => word !== undefined).join(' ') || 'in other ways';
  const look = stored === undefined ? '' : `: ringscope call ${id}${stored} --ladder`;
  return `  ${calls} x ${what}${hop === undefined ? '' : ` at ${hop}`}${look}`;
}

/** The commands that show what was stored. */
function askStore(
  { outline: { firstAt, lastAt = 0 } }: ImportFindings,
  failed: number,
  stored: string,
  clock: OffsetAt,
): readonly string[] {
  // A time is shown to the millisecond, and the last call begins before the end.
  const window = `${stored} --since ${showTime(firstAt, clock)} --until ${showTime(lastAt + 1, clock)}`;
  return [...(failed > 0 ? [`failures${window}`] : []), `calls${window}`];
}

/** The imports that show more. A stream is gone. */
function importAgain(
  { chosen, shown }: ImportFindings,
  failed: number,
  { words, isStream, isFailed, hasLadder }: ImportAsked,
): readonly string[] {
  if (isStream) return [];
  return [
    ...(failed > 0 && !isFailed ? ['--failed'] : []),
    ...(failed > 0 && !hasLadder ? ['--failed --ladder --limit 1'] : []),
    ...(chosen > shown.length ? ['--limit 0'] : []),
    '--store',
  ].map((options) => `import ${words} ${options}`);
}

/** Writes the calls that are shown, as a table or each with its messages. */
export function writeShown(
  { shown, chosen }: ImportFindings,
  { isFailed, hasLadder }: ImportAsked,
  input: CommandInput,
  io: CommandIo,
): void {
  if (shown.length === 0) return;
  const clock = clockOf(input, io);
  io.out('\n');
  if (chosen > shown.length) io.out(`The first ${shown.length} of ${chosen} ${isFailed ? 'failed ' : ''}calls:\n`);
  if (!hasLadder) {
    const rows = shown.map(({ call }) => callCells(call, clock));
    writeTable(CALL_COLUMNS, rows, input, io);
    return;
  }
  const style = { columns: io.columns ?? 100, hasColor: io.hasColor };
  for (const { call, ladder } of shown)
    for (const line of [...showCalls([call], clock), '', ...renderLadder(ladder, style), '']) io.out(`${line}\n`);
}

/** One line of a call as it happens. */
export function liveLine(call: ImportedCall, clock: OffsetAt): string {
  const word = call.ended === undefined || call.ended === 'open' ? (call.outcome ?? call.state) : `ended ${call.ended}`;
  const code = call.hopCode ?? call.sipCode;
  const parts = [
    showTime(call.startedAt, clock),
    word.padEnd(10),
    `${call.caller ?? '-'} -> ${call.callee ?? '-'}`,
    ...(code === undefined || code < 300 ? [] : [`${code}${call.cause === undefined ? '' : ` ${call.cause}`}`]),
    ...(call.talkSeconds === undefined ? [] : [`talk ${showSeconds(call.talkSeconds)}`]),
    call.callId,
  ];
  return parts.join('  ');
}
