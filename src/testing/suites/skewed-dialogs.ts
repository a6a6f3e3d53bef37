import fc from 'fast-check';
import type { Method, TimelineEntry } from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { timelineEntry } from '../stored-call.ts';

/** One message of a dialog as it really was. */
export interface TrueMessage {
  readonly at: number;
  /** What made its sender send it. Absent for the first one. */
  readonly cause?: TrueMessage;
  /** Its cause can be told from the messages alone; else only a clock that saw both tells. */
  readonly isCertain: boolean;
  readonly facts: Partial<TimelineEntry>;
}

/** A dialog and what two agents with clocks of their own captured of it. */
export interface SkewedDialog {
  readonly timeline: readonly TimelineEntry[];
  /** Of each entry of the timeline the message that it is a capture of. */
  readonly messages: readonly TrueMessage[];
  /** Each clock is right but for how far it is ahead and how fast it runs. */
  readonly hasSteadyClocks: boolean;
}

const START = 1_795_219_200;
const AGENTS = [labelText('sbc-1'), labelText('sbc-2')] as const;
const CALLER_TAG = 11;
const CALLEE_TAG = 22;

/** Writes a dialog through a chain of proxies. */
class Script {
  readonly sent: TrueMessage[] = [];
  #at = START;
  #branch = 100;
  readonly #gap: () => number;
  readonly path: readonly string[];

  constructor(proxies: number, gap: () => number) {
    this.#gap = gap;
    this.path = ['192.0.2.1:5060', ...Array.from({ length: proxies }, (_, n) => `198.51.100.${n + 1}:5060`), '203.0.113.1:5060'];
  }

  wait(seconds: number): void {
    this.#at += seconds;
  }

  send(facts: Partial<TimelineEntry>, cause?: TrueMessage, isCertain = true): TrueMessage {
    this.#at += this.#gap();
    const message = {
      at: this.#at,
      isCertain,
      facts: { fromTag: CALLER_TAG, hasSdp: false, ...facts, contentHash: this.sent.length + 1 },
      ...(cause === undefined ? {} : { cause }),
    };
    this.sent.push(message);
    return message;
  }

  /** A request from one end towards the other, over `hops` hops, each with a branch of its own. Later ones may follow when a proxy has asked. */
  request(
    method: Method,
    facts: Partial<TimelineEntry>,
    { from = 0, hops = this.path.length - 1, cause, isCertain = true }: Route = {},
  ): readonly TrueMessage[] {
    const path = from === 0 ? this.path : this.path.toReversed();
    const requests: TrueMessage[] = [];
    let branches: readonly number[] = [];
    for (let hop = 0; hop < hops; hop += 1) {
      this.#branch += 1;
      branches = [this.#branch, ...branches];
      const before = requests.at(-1);
      const way = { src: path[hop] ?? '', dst: path[hop + 1] ?? '' };
      const hopCause = before ?? cause;
      requests.push(this.send({ ...facts, ...way, method, branches }, hopCause, before === undefined ? isCertain : true));
      if (method === 'INVITE') this.answer(requests.slice(-1), { status: 100 });
    }
    return requests;
  }

  /** An answer that is sent back over the hops of a request, from the last to the first. */
  answer(requests: readonly TrueMessage[], facts: Partial<TimelineEntry>): readonly TrueMessage[] {
    let before: TrueMessage | undefined;
    return requests.toReversed().map((request) => {
      const { src = '', dst = '', method = 'INVITE', cseq = 1, branches = [], fromTag = 0, toTag } = request.facts;
      const way = { src: dst, dst: src, method, cseq, branches, fromTag };
      before = this.send({ ...way, ...(toTag === undefined ? {} : { toTag }), ...facts }, before ?? request);
      return before;
    });
  }

  /** The ACKs to a refusal, each on its own hop. */
  refuse(requests: readonly TrueMessage[], facts: Partial<TimelineEntry>): void {
    const answers = this.answer(requests, facts);
    answers.forEach((answer, index) => {
      const invite = requests[requests.length - 1 - index];
      if (invite !== undefined) this.acknowledge(invite, answer);
    });
  }

  acknowledge(invite: TrueMessage, answer: TrueMessage): void {
    const { src = '', dst = '', branches = [], cseq = 1 } = invite.facts;
    this.send({ src, dst, cseq, method: 'ACK', branches: branches.slice(0, 1), toTag: answer.facts.toTag ?? 0 }, answer);
  }
}

interface Route {
  /** 0: from the caller; 1: from the callee. */
  readonly from?: 0 | 1;
  readonly hops?: number;
  readonly cause?: TrueMessage | undefined;
  readonly isCertain?: boolean;
}

interface Story {
  readonly proxies: number;
  readonly isChallenged: boolean;
  readonly provisionals: readonly number[];
  readonly end: 'caller' | 'callee' | 'refused' | 'cancelled' | 'replaced' | 'silent';
  readonly hasReinvite: boolean;
}

function tell(script: Script, { proxies, isChallenged, provisionals, end, hasReinvite }: Story): void {
  let cseq = 1;
  let cause: TrueMessage | undefined;
  if (isChallenged && proxies > 0) {
    const asked = script.request('INVITE', { cseq, hasSdp: true }, { hops: 1 });
    script.refuse(asked, { status: 407, toTag: 33 });
    cause = script.sent.at(-1);
    cseq = 2;
  }
  const invites = script.request('INVITE', { cseq, hasSdp: true }, { cause, isCertain: false });
  if (end === 'silent') {
    script.wait(30);
    script.refuse(invites.slice(0, 1), { status: 408, toTag: 44 });
    return;
  }
  for (const status of provisionals) {
    script.wait(0.4);
    script.answer(invites, { status, toTag: CALLEE_TAG, hasSdp: status === 183 });
  }
  script.wait(2);
  if (end === 'cancelled') cancel(script, invites, cseq);
  else if (end === 'refused') script.refuse(invites, { status: 486, toTag: CALLEE_TAG });
  else if (end === 'replaced') replaceRefusal(script, invites);
  else talk(script, { invites, cseq, end, hasReinvite });
}

/** The caller gives up: each hop cancels the next one. */
function cancel(script: Script, invites: readonly TrueMessage[], cseq: number): void {
  let before: TrueMessage | undefined;
  for (const invite of invites) {
    const { src = '', dst = '', branches = [] } = invite.facts;
    before = script.send({ src, dst, cseq, method: 'CANCEL', branches: branches.slice(0, 1) }, before ?? invite, before === undefined);
    script.answer([before], { status: 200, toTag: 55 });
  }
  script.refuse(invites, { status: 487, toTag: CALLEE_TAG });
}

/** The last hop refuses by 503, of which the proxy makes a 500 of its own. */
function replaceRefusal(script: Script, invites: readonly TrueMessage[]): void {
  const last = invites.slice(-1);
  script.refuse(last, { status: 503, toTag: CALLEE_TAG });
  const told = script.sent.findLast(({ facts }) => facts.status === 503);
  let before = told;
  for (const invite of invites.slice(0, -1).toReversed()) {
    const { src = '', dst = '', branches = [], cseq = 1 } = invite.facts;
    const isOwn = before === told;
    before = script.send({ src: dst, dst: src, method: 'INVITE', cseq, branches, status: 500, toTag: 66 }, before, !isOwn);
    script.acknowledge(invite, before);
  }
}

interface Talk {
  readonly invites: readonly TrueMessage[];
  readonly cseq: number;
  readonly end: Story['end'];
  readonly hasReinvite: boolean;
}

function talk(script: Script, { invites, cseq, end, hasReinvite }: Talk): void {
  const answers = script.answer(invites, { status: 200, toTag: CALLEE_TAG, hasSdp: true });
  const own = { toTag: CALLEE_TAG };
  let heard = script.request('ACK', { cseq, ...own }, { cause: answers.at(-1) });
  let next = cseq;
  if (hasReinvite) {
    script.wait(1);
    next += 1;
    const again = script.request('INVITE', { cseq: next, ...own, hasSdp: true }, { cause: heard[0], isCertain: false });
    const agreed = script.answer(again, { status: 200, hasSdp: true, ...own });
    heard = script.request('ACK', { cseq: next, ...own }, { cause: agreed.at(-1) });
  }
  script.wait(1);
  const isCaller = end === 'caller';
  const side: Partial<TimelineEntry> = isCaller ? { cseq: next + 1, ...own } : { cseq: 7, fromTag: CALLEE_TAG, toTag: CALLER_TAG };
  const cause = isCaller ? heard[0] : heard.at(-1);
  const byes = script.request('BYE', side, { from: isCaller ? 0 : 1, cause, isCertain: false });
  script.answer(byes, { status: 200 });
}

const story: fc.Arbitrary<Story> = fc.record({
  proxies: fc.integer({ min: 0, max: 3 }),
  isChallenged: fc.boolean(),
  provisionals: fc.subarray([180, 183], { minLength: 0 }),
  end: fc.constantFrom('caller', 'callee', 'refused', 'cancelled', 'replaced', 'silent'),
  hasReinvite: fc.boolean(),
});

/** How a clock lies: ahead, too fast, set in the midst of the call, or different for every message. */
type ClockKind = 'right' | 'ahead' | 'fast' | 'set' | 'mixed';

const clock = fc.record({
  kind: fc.constantFrom<ClockKind>('right', 'ahead', 'fast', 'set', 'mixed'),
  ahead: fc.double({ min: -300, max: 300, noNaN: true }),
});

/** Who captures a message: its near side, its far side, by where on the path it is, or anybody. */
const capture = fc.record({
  mode: fc.constantFrom<'both' | 'split' | 'any'>('both', 'split', 'any'),
  border: fc.integer({ min: 0, max: 3 }),
  isLossy: fc.boolean(),
});

/** Dialogs with retransmissions and losses, captured by two agents whose clocks are skewed, steady or not. */
export const skewedDialogs: fc.Arbitrary<SkewedDialog> = fc
  .record({
    story,
    capture,
    clocks: fc.tuple(clock, clock),
    dice: fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
  })
  .map(({ story: told, capture: { mode, border, isLossy }, clocks, dice }) => {
    const roll = (): number => Number(dice.next().value);
    const script = new Script(told.proxies, () => 0.001 + roll() * 0.03);
    tell(script, told);
    const captured = script.sent.flatMap((message) => {
      const place = script.path.findIndex((address) => address === message.facts.src || address === message.facts.dst);
      const who = { both: [0, 1], split: [place < border ? 0 : 1], any: roll() < 0.3 ? [0, 1] : [roll() < 0.5 ? 0 : 1] }[mode];
      if (isLossy && roll() < 0.05) return [];
      const copies = roll() < 0.1 ? [0, 0.5, 1.5] : roll() < 0.1 ? [0, 0.0001] : [0];
      return who.flatMap((agent) => copies.map((later) => ({ message, agent, at: message.at + later + roll() * 0.0005 })));
    });
    const stepAt = START + roll() * 5;
    const entries = captured.map(({ message, agent, at }, arrival) => ({
      message,
      entry: timelineEntry({
        ...message.facts,
        agent: AGENTS[agent] ?? AGENTS[0],
        at: shown(at, clocks[agent] ?? clocks[0], stepAt, roll),
        receivedAt: at,
        arrival,
      }),
    }));
    const sorted = entries.toSorted((a, b) => a.entry.at - b.entry.at);
    return {
      timeline: sorted.map(({ entry }) => entry),
      messages: sorted.map(({ message }) => message),
      hasSteadyClocks: clocks.every(({ kind }) => kind === 'right' || kind === 'ahead' || kind === 'fast'),
    };
  });

function shown(
  at: number,
  { kind, ahead }: { readonly kind: ClockKind; readonly ahead: number },
  stepAt: number,
  roll: () => number,
): number {
  switch (kind) {
    case 'right':
      return at;
    case 'ahead':
      return at + ahead;
    case 'fast':
      return at + ahead + (at - START) * 0.0001;
    case 'set':
      return at < stepAt ? at : at + ahead / 10;
    case 'mixed':
      return at + (roll() - 0.5) * 60;
  }
}
