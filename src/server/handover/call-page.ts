import { makeLadder, type LadderCall } from '../../calls/index.ts';
import { visibleText, type TimelineEntry } from '../../core/index.ts';
import { plainPage } from '../plain-page.ts';
import type { PresentedCall } from '../privacy/present-stored.ts';

/** What the page of a call shows. */
export interface PagedCall {
  readonly call: PresentedCall;
  readonly timeline: readonly TimelineEntry[];
}

/** A page about the calls of an id: one file that loads nothing. Nothing in it is obeyed by a browser but its own style. */
export function callPage(id: string, verdict: string, calls: readonly PagedCall[]): string {
  return plainPage(`Call ${escape(id)}`, [
    `<h1>Call <code>${escape(id)}</code></h1>`,
    `<p>${escape(verdict)}</p>`,
    ...calls.flatMap(callParts),
    '<footer>Written by ringscope from the timeline of the call. Times are UTC.</footer>',
  ]);
}

function callParts({ call, timeline }: PagedCall): readonly string[] {
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['id', call.id],
    ['Call-ID', call.callId],
    ['started', timeOf(call.startedAt)],
    ['outcome', call.outcome ?? call.state],
    ['ended', call.ended],
    ['cause', call.cause],
    ['caller saw', call.sipCode],
    [call.outcome === 'answered' ? 'hop' : 'failing hop', call.hopAddress],
    ['its code', call.hopCode],
    ['released by', call.releasedBy],
    ['caller', call.caller],
    ['callee', call.callee],
    ['direction', call.direction],
    ['trunk', call.trunk],
    ['ring', secondsOf(call.ringSeconds)],
    ['talk', secondsOf(call.talkSeconds)],
    ['MOS', call.mos],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const hops = call.legs.map((leg) => [timeOf(leg.startedAt), leg.address, leg.trunk, String(leg.status ?? ''), leg.outcome, leg.cause]);
  return [
    table([], known),
    ...(hops.length === 0 ? [] : ['<h2>Hops</h2>', table(['started', 'next hop', 'trunk', 'code', 'outcome', 'cause'], hops)]),
    '<h2>Messages</h2>',
    timeline.length === 0 ? '<p>No messages are kept of this call.</p>' : messagesOf(call, timeline),
  ];
}

function messagesOf({ agent, legs }: LadderCall, timeline: readonly TimelineEntry[]): string {
  const rows = makeLadder({ agent, legs }, timeline).rows.map((row) => {
    const what = row.status === undefined ? row.method : `${row.status} ${row.phrase ?? ''} (${row.method})`;
    const more = [
      row.sdp === undefined ? '' : `SDP ${row.sdp}${row.media === undefined ? '' : `: ${row.media}`}`,
      row.repeats === 0 ? '' : `again ${row.repeats}`,
      row.reasonQ850 === undefined ? '' : `Q.850 ${row.reasonQ850}`,
    ];
    const isBad = row.status !== undefined && row.status >= 400;
    return { isBad, cells: [`+${row.offsetSeconds.toFixed(3)}`, row.src, row.dst, what, more.filter((part) => part !== '').join(', ')] };
  });
  return table(
    ['seconds', 'from', 'to', 'message', ''],
    rows.map(({ cells }) => cells),
    (place) => rows[place]?.isBad === true,
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[], isBad: (place: number) => boolean = () => false): string {
  const head = header.length === 0 ? '' : `<tr>${header.map((title) => `<th>${escape(title)}</th>`).join('')}</tr>`;
  const body = rows.map(
    (row, place) => `<tr${isBad(place) ? ' class="bad"' : ''}>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`,
  );
  return `<table>${head}${body.join('')}</table>`;
}

function timeOf(at: number): string {
  return new Date(Math.floor(at * 1000)).toISOString();
}

function secondsOf(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : `${seconds.toFixed(3)} s`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text in HTML; what is not visible, and what turns the direction of writing, can be seen. */
function escape(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}
