import type { Message } from './message.ts';

/**
 * Reads one call from its messages the slow way: a state machine for each transaction, written from RFC 3261 17, and the tables of docs/call-model.md. It shares nothing with
 * the code that it judges. The messages have one Call-ID and one clock, and lack none.
 */
export interface Reading {
  readonly outcome: string | undefined;
  readonly final: number | undefined;
  readonly rounds: number;
  readonly reinvites: number;
  readonly ended: 'bye' | undefined;
  readonly released: 'caller' | 'callee' | 'network' | undefined;
  readonly talk: number | undefined;
  readonly ring: number | undefined;
  readonly setup: number | undefined;
  readonly pdd: number | undefined;
  readonly srd: number | undefined;
  readonly early: number | undefined;
  readonly sdd: number | undefined;
  readonly isCompleted: boolean;
  readonly retransmissions: number;
}

type State = 'calling' | 'proceeding' | 'completed' | 'terminated';

/** An INVITE client transaction (RFC 3261 17.1.1) as the wire of its hop shows it. */
interface Transaction {
  readonly branch: string;
  readonly cseq: number;
  readonly depth: number;
  readonly invite: Message;
  state: State;
  readonly provisionals: Message[];
  /** The first final answer; any 2xx passes through the transaction (13.2.2.4), so there may be more. */
  final: Message | undefined;
  readonly successes: Message[];
  isCancelled: boolean;
  /** When a CANCEL ended it. */
  cancelledAt: number | undefined;
}

/** 64*T1 (17.1.1.2 Timer B) and Timer C (16.6 step 11), in seconds. */
const TIMER_B = 32;
const TIMER_C = 180;

/** Reads the call at a time, in seconds, by which the clock of the scene has stopped. */
export function readCall(all: readonly Message[], now: number): Reading {
  const { messages, retransmissions } = withoutRepetitions(all.toSorted((a, b) => a.at - b.at));
  const transactions = inviteTransactions(messages);
  const cseqs = [...new Set(transactions.map(({ cseq }) => cseq))];
  const last = transactions.filter(({ cseq }) => cseq === Math.max(...cseqs));
  const near = nearest(last);
  if (near === undefined) throw new Error('A dialog begins with an INVITE.');
  const dialog = near.successes.length > 0 ? readDialog(near, messages) : undefined;
  const bye = messages.find(({ method, status }) => method === 'BYE' && status === undefined);
  const end = readEnd(near, last, { dialog, bye }, now);
  return {
    ...end,
    ...readDelays(near),
    final: near.final?.status,
    rounds: cseqs.length,
    ...inDialog(dialog),
    retransmissions,
  };
}

/** The end of a dialog; nothing of it without one. */
function inDialog(dialog: DialogReading | undefined): Pick<Reading, 'reinvites' | 'ended' | 'talk' | 'sdd' | 'isCompleted'> {
  if (dialog === undefined) return { reinvites: 0, ended: undefined, talk: undefined, sdd: undefined, isCompleted: false };
  const { reinvites, answer, bye, sdd, isByeAnswered } = dialog;
  return { reinvites, ended: bye === undefined ? undefined : 'bye', talk: bye && seconds(answer, bye), sdd, isCompleted: isByeAnswered };
}

/** The delays of RFC 6076 4.3 and docs/call-model.md, "Time". */
function readDelays(near: Transaction): Pick<Reading, 'ring' | 'setup' | 'pdd' | 'srd' | 'early'> {
  const { invite, provisionals, successes, final } = near;
  const signs = provisionals.filter(({ status }) => status !== 100);
  return {
    ring: seconds(firstOf(near, 180), final),
    setup: seconds(invite, successes[0]),
    pdd: seconds(
      invite,
      signs.find(({ status }) => status === 180 || status === 183),
    ),
    srd: seconds(invite, signs[0] ?? final),
    early: seconds(
      signs.find(({ hasSdp }) => hasSdp === true),
      final,
    ),
  };
}

/** A copy of a message on its hop is sent again (17.1.1.2, 17.2.1); only the first one counts. */
function withoutRepetitions(all: readonly Message[]): { readonly messages: readonly Message[]; readonly retransmissions: number } {
  const messages = new Map<string, Message>();
  for (const message of all) {
    const { src, dst, method, status, cseq, from, to, via, hasSdp } = message;
    const key = JSON.stringify([src, dst, method, status, cseq, from, to, via, hasSdp]);
    if (!messages.has(key)) messages.set(key, message);
  }
  return { messages: [...messages.values()], retransmissions: all.length - messages.size };
}

function inviteTransactions(messages: readonly Message[]): readonly Transaction[] {
  const transactions = new Map<string, Transaction>();
  for (const message of messages) {
    const { method, status, cseq, to, via } = message;
    const branch = via[0] ?? '';
    const key = `${branch} ${cseq}`;
    const known = transactions.get(key);
    if (known === undefined) {
      if (method !== 'INVITE' || status !== undefined || to !== undefined) continue;
      transactions.set(key, open(message, branch));
    } else if (method === 'CANCEL' && status === undefined) {
      known.isCancelled = true;
      known.cancelledAt ??= message.at;
    } else if (method === 'INVITE' && status !== undefined) step(known, message, status);
  }
  return [...transactions.values()];
}

function open(invite: Message, branch: string): Transaction {
  const { cseq, via } = invite;
  return {
    branch,
    cseq,
    invite,
    depth: via.length,
    state: 'calling',
    provisionals: [],
    final: undefined,
    successes: [],
    isCancelled: false,
    cancelledAt: undefined,
  };
}

/** Figure 5 of RFC 3261, and 2xx that come after the first one. */
function step(transaction: Transaction, message: Message, status: number): void {
  if (isSuccess(status)) transaction.successes.push(message);
  if (transaction.state === 'completed' || transaction.state === 'terminated') return;
  if (status < 200) {
    transaction.state = 'proceeding';
    transaction.provisionals.push(message);
    return;
  }
  transaction.state = status < 300 ? 'terminated' : 'completed';
  transaction.final = message;
}

/** The transaction of the caller: its INVITE has the fewest Vias. */
function nearest(transactions: readonly Transaction[]): Transaction | undefined {
  return transactions.toSorted((a, b) => a.depth - b.depth || a.invite.at - b.invite.at)[0];
}

interface DialogReading {
  /** The 2xx of this dialog where the caller got it. */
  readonly answer: Message;
  /** The first BYE, where it left or reached the caller. */
  readonly bye: Message | undefined;
  readonly sender: 'caller' | 'callee';
  readonly isByeAnswered: boolean;
  readonly sdd: number | undefined;
  readonly reinvites: number;
}

/** Of several dialogs (13.2.2.4) the one without a BYE, else the one with the latest. */
function readDialog(near: Transaction, messages: readonly Message[]): DialogReading {
  const dialogs = near.successes.map((answer) => readOne(answer, messages));
  const open = dialogs.find(({ bye }) => bye === undefined);
  const chosen = open ?? dialogs.toSorted((a, b) => (b.bye?.at ?? 0) - (a.bye?.at ?? 0))[0];
  if (chosen === undefined) throw new Error('A 2xx makes a dialog.');
  return chosen;
}

function readOne(answer: Message, messages: readonly Message[]): DialogReading {
  const { from: caller, to: callee = '' } = answer;
  const ofDialog = messages.filter(({ from, to }) => (from === caller && to === callee) || (from === callee && to === caller));
  const requests = ofDialog.filter(({ status }) => status === undefined);
  const byes = requests.filter(({ method }) => method === 'BYE');
  const first = byes[0];
  const isOfCaller = first?.from === caller;
  // The first BYE as it passed the hop of the caller.
  const bye = byes.find(({ src, dst, from }) => from === first?.from && (isOfCaller ? src : dst) === answer.dst);
  // RFC 6076 4.9: the last BYE of its sender got an answer other than 408.
  const lastCseq = Math.max(...byes.filter(({ from }) => from === first?.from).map(({ cseq }) => cseq));
  const answers = ofDialog.filter(
    ({ method, status, cseq, from }) => method === 'BYE' && (status ?? 0) >= 200 && cseq === lastCseq && from === first?.from,
  );
  const reinvites = new Set(requests.filter(({ method }) => method === 'INVITE').map(({ from, cseq }) => `${from} ${cseq}`));
  return {
    answer,
    bye,
    sender: isOfCaller ? 'caller' : 'callee',
    // RFC 6076 4.4: at the sender of the BYE, where it is first seen.
    sdd: seconds(
      first,
      answers.find(({ status, dst }) => isSuccess(status) && dst === first?.src),
    ),
    isByeAnswered: answers.some(({ status }) => status !== 408),
    reinvites: reinvites.size,
  };
}

/** The tables "outcome" and "releasedBy" of docs/call-model.md. */
function readEnd(
  near: Transaction,
  last: readonly Transaction[],
  { dialog, bye }: { readonly dialog: DialogReading | undefined; readonly bye: Message | undefined },
  now: number,
): Pick<Reading, 'outcome' | 'released'> {
  if (dialog !== undefined) return { outcome: 'answered', released: dialog.bye === undefined ? undefined : dialog.sender };
  const status = near.final?.status;
  if (status === undefined) return unanswered(near, last, now);
  const hasRung = last.some((one) => firstOf(one, 180) !== undefined || rangInBand(one, last));
  const outcome = outcomeOf(status, hasRung, near.isCancelled);
  // A CANCEL, or a BYE in the early dialog (RFC 3261 15).
  if (outcome === 'cancelled') return { outcome, released: near.isCancelled || bye?.from === near.invite.from ? 'caller' : undefined };
  // A 5xx is of the network, and so is what a node says that had sent the INVITE on.
  const author = last.filter(({ final }) => final?.status === status).toSorted((one, other) => other.depth - one.depth)[0]?.invite.dst;
  const isNetwork = isServerError(status) || last.some(({ invite }) => invite.src === author);
  return { outcome, released: isNetwork ? 'network' : 'callee' };
}

/** "How set-up ended": early media of the last hop for ten seconds is ringing. */
function rangInBand(one: Transaction, all: readonly Transaction[]): boolean {
  const media = one.provisionals.find(({ status, hasSdp }) => status !== 100 && hasSdp === true);
  const end = one.final?.at ?? one.cancelledAt;
  const isLast = !all.some(({ invite }) => invite.via.slice(1).includes(one.branch));
  return media !== undefined && end !== undefined && isLast && end - media.at >= 10;
}

function unanswered(near: Transaction, last: readonly Transaction[], now: number): Pick<Reading, 'outcome' | 'released'> {
  if (near.isCancelled) return { outcome: 'cancelled', released: 'caller' };
  if (last.some(({ provisionals }) => provisionals.some(({ status }) => status !== 100)))
    return { outcome: undefined, released: undefined };
  const limits = last.map(({ invite, provisionals }) => invite.at + (provisionals.length === 0 ? TIMER_B : TIMER_C));
  return Math.max(...limits) < now ? { outcome: 'failed', released: 'network' } : { outcome: undefined, released: undefined };
}

const BUSY: ReadonlySet<number> = new Set([486, 600]);
const FAILED: ReadonlySet<number> = new Set([408, 482, 483]);
const AFTER_RINGING: ReadonlySet<number> = new Set([408, 480]);

function outcomeOf(status: number, hasRung: boolean, isCancelled: boolean): string {
  if (status < 400) return 'redirected';
  if (status === 487 || (status === 408 && isCancelled)) return 'cancelled';
  if (BUSY.has(status)) return 'busy';
  if (hasRung && AFTER_RINGING.has(status)) return 'no_answer';
  return FAILED.has(status) || isServerError(status) ? 'failed' : 'rejected';
}

function isServerError(status: number): boolean {
  return status >= 500 && status < 600;
}

function isSuccess(status = 0): boolean {
  return status >= 200 && status < 300;
}

function firstOf({ provisionals }: Transaction, status: number): Message | undefined {
  return provisionals.find((one) => one.status === status);
}

function seconds(from: Message | undefined, to: Message | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.round((to.at - from.at) * 1e6) / 1e6;
}
