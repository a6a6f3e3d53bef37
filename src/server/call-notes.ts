import type { CallRecord, SipAnomaly } from '../core/index.ts';
import { reasonPhrase, type Ladder, type LadderRow } from '../calls/index.ts';

/** So often something is sent again before that tells more than a lost packet. */
const MANY_REPEATS = 3;
/** Clocks that differ by less are no reason to say so. */
const CLOCK_SECONDS = 0.5;

const ANOMALIES: Readonly<Record<SipAnomaly, string>> = {
  no_via: 'A message has no Via.',
  no_from: 'A message has no From.',
  no_to: 'A message has no To.',
  no_from_tag: 'A message has no tag in From.',
  no_contact: 'A message lacks the Contact that its method needs.',
  no_branch: 'A message has no branch in its Via.',
  no_cseq_method: 'A message has no method in its CSeq.',
  content_length: 'The Content-Length of a message is wrong.',
  fragment: 'The end of a message was not captured.',
  ack_not_captured: 'The answer was repeated and no ACK was captured, yet the call went on.',
  invite_not_captured: 'The INVITE was not captured on a hop that answered it.',
  answers_not_captured: 'The answers to the INVITE were not captured on a hop.',
  other: 'A message is broken in some other way.',
};

/** What is odd about a call, a sentence each: what its verdict does not say and who looks for the fault wants to know. */
export function callNotes({ anomalies }: Pick<CallRecord, 'anomalies'>, ladder: Ladder): readonly string[] {
  const repeated = repeatedAnswer(ladder);
  const told = anomalies.filter((anomaly) => anomaly !== 'ack_not_captured' || repeated.length === 0);
  return [
    ...repeated,
    ...repeatedRefusals(ladder),
    ...unheardInvites(ladder),
    ...refusedByes(ladder),
    ...clocks(ladder),
    ...told.map((one) => ANOMALIES[one]),
  ];
}

/** A 2xx that its sender repeated: the ACK did not come. Proxies pass on each repetition, so the one that was sent most often is told. */
function repeatedAnswer({ rows }: Ladder): readonly string[] {
  const answers = rows.filter(({ method, status = 0 }) => method === 'INVITE' && status >= 200 && status < 300);
  const most = mostRepeated(answers);
  if (most === undefined) return [];
  return [`The answer ${codeOf(most)} was repeated ${times(most.repeats)}: the ACK never reached the callee, ${most.src}.`];
}

function repeatedRefusals({ rows }: Ladder): readonly string[] {
  const refusals = rows.filter(({ method, status = 0 }) => method === 'INVITE' && status >= 300);
  const most = mostRepeated(refusals);
  return most === undefined ? [] : [`${most.src} repeated its ${codeOf(most)} ${times(most.repeats)}: the ACK never reached it.`];
}

function unheardInvites({ rows }: Ladder): readonly string[] {
  const heard = new Set(
    rows.flatMap(({ method, status, src, dst }) => (method === 'INVITE' && status !== undefined ? [`${src} ${dst}`] : [])),
  );
  const silent = rows.filter(({ method, status, repeats, src, dst }) => {
    return method === 'INVITE' && status === undefined && repeats >= MANY_REPEATS && !heard.has(`${dst} ${src}`);
  });
  const byAddress = new Map(silent.map((row) => [row.dst, row]));
  return [...byAddress.values()].map((row) => `The INVITE was sent ${times(row.repeats + 1)} to ${row.dst}, and nothing came back.`);
}

/** A side that refuses a BYE does not know the dialog, or no longer. */
function refusedByes({ rows }: Ladder): readonly string[] {
  const refused = rows.filter(({ method, status = 0 }) => method === 'BYE' && status >= 400 && status !== 401 && status !== 407);
  const codes = [...new Set(refused.map(codeOf))];
  if (refused.length === 0) return [];
  const who = [...new Set(refused.map(({ src }) => src))].join(' and ');
  return [`${refused.length === 1 ? 'The BYE was' : `${refused.length} BYEs were`} refused by ${who} with ${codes.join(' and ')}.`];
}

function clocks({ vantages }: Ladder): readonly string[] {
  const [first] = vantages;
  return vantages.flatMap(({ agent, aheadSeconds: ahead = 0 }) => {
    if (first === undefined || Math.abs(ahead) < CLOCK_SECONDS) return [];
    return [
      `The clock of agent ${agent} is ${Math.abs(ahead).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} that of agent ${first.agent}.`,
    ];
  });
}

function mostRepeated(rows: readonly LadderRow[]): LadderRow | undefined {
  const most = rows.reduce<LadderRow | undefined>((best, row) => (row.repeats > (best?.repeats ?? 0) ? row : best), undefined);
  return most === undefined || most.repeats < MANY_REPEATS ? undefined : most;
}

function codeOf({ status = 0 }: LadderRow): string {
  const phrase = reasonPhrase(status);
  return phrase === undefined ? String(status) : `${status} ${phrase}`;
}

function times(count: number): string {
  return `${count} times`;
}
