import { type CallTally, shareOf } from '../../core/index.ts';
import { CallGroups, type GroupName } from '../call-groups.ts';
import { countedOf } from './call-columns.ts';
import { type CharNumbers, optionalLong } from './char-numbers.ts';
import { isUsual, scoreMillionths, WHOLE_SCORE } from './packed-score.ts';
import type { Words } from './words.ts';

/** What is read of a row, for `CharNumbers`. The order is that of `AT`. */
export const KIND_ROW = `flags, outcome, cause, ended, sip + 1, direction, trunk, codec,
  ${['talk', 'setup', 'pdd', 'response'].map(optionalLong).join(', ')}, ${WHOLE_SCORE}`;

/** Where the numbers of a row stand. Of `sip`, `mos` and the first of a duration 0 is NULL. */
const AT = {
  flags: 0,
  outcome: 1,
  cause: 2,
  ended: 3,
  sip: 4,
  direction: 5,
  trunk: 6,
  codec: 7,
  talk: 8,
  setup: 10,
  pdd: 12,
  response: 14,
  mos: 16,
} as const;
/** How many numbers a row has. */
export const KIND_NUMBERS = AT.mos + 1;

/** Calls that count as the same, but for how long they took and for their direction, trunk and codec. */
class Kind {
  readonly flags: number;
  readonly outcome: number;
  readonly cause: number;
  readonly ended: number;
  readonly sip: number;
  readonly hasTalk: boolean;
  /** Another of the same hash. */
  readonly next: Kind | undefined;
  /** The place of their bits among all; -1 when they are not counted. */
  share = -1;
  /** 1 when their talk time counts for the ratios, else 0. */
  talked = 0;
  tallies: readonly CallTally[] = [];
  calls = 0;
  talkMicroseconds = 0;

  constructor(numbers: Int32Array, next: Kind | undefined) {
    this.flags = numbers[AT.flags] ?? 0;
    this.outcome = numbers[AT.outcome] ?? 0;
    this.cause = numbers[AT.cause] ?? 0;
    this.ended = numbers[AT.ended] ?? 0;
    this.sip = numbers[AT.sip] ?? 0;
    this.hasTalk = numbers[AT.talk] !== 0;
    this.next = next;
  }

  /** Whether a row is of this kind. */
  has(numbers: Int32Array): boolean {
    return (
      this.sip === numbers[AT.sip] &&
      this.cause === numbers[AT.cause] &&
      this.flags === numbers[AT.flags] &&
      this.outcome === numbers[AT.outcome] &&
      this.ended === numbers[AT.ended] &&
      this.hasTalk === (numbers[AT.talk] !== 0)
    );
  }
}

/** The calls of one value of a label. */
class Labelled {
  readonly tally: CallTally;
  /** How many are of each share. */
  readonly calls: number[] = [];
  talkMicroseconds = 0;

  constructor(tally: CallTally) {
    this.tally = tally;
  }
}

/** The calls of each value of a label, by the number of its word. */
class Label {
  readonly group: GroupName;
  /** Where that number stands in a row. */
  readonly at: number;
  readonly values = new Map<number, Labelled>();

  constructor(group: GroupName, at: number) {
    this.group = group;
    this.at = at;
  }
}

// Hot: a dashboard counts some thousand rows, often in a process that has just begun: few steps count for more than short ones.
/** Counts rows as `CallGroups.add` does their calls. Dozens are of one kind, so what all of a kind count as is found once. */
export class CallKinds {
  readonly #groups = new CallGroups();
  readonly #words: Words;
  readonly #kinds = new Map<number, Kind>();
  /** The bits of `shareOf` that there are. */
  readonly #shares: number[] = [];
  readonly #direction = new Label('byDirection', AT.direction);
  readonly #trunk = new Label('byTrunk', AT.trunk);
  readonly #codec = new Label('byCodec', AT.codec);

  constructor(words: Words) {
    this.#words = words;
  }

  /** Counts the row at which the numbers stand. False when it holds what does not fit into them: then nothing here is of use. */
  add(row: CharNumbers): boolean {
    const { numbers } = row;
    const mos = numbers[AT.mos] ?? 0;
    if (row.isOdd || (mos !== 0 && !isUsual(mos))) return false;
    const kind = this.#kindOf(numbers);
    const { share } = kind;
    if (share < 0) return true;
    const talk = row.optionalLong(AT.talk);
    const talkMicroseconds = talk * kind.talked;
    kind.calls += 1;
    kind.talkMicroseconds += talkMicroseconds;
    this.#count(this.#direction, numbers, share, talkMicroseconds);
    this.#count(this.#trunk, numbers, share, talkMicroseconds);
    if (numbers[AT.codec] !== 0) this.#count(this.#codec, numbers, share, talkMicroseconds);
    this.#groups.total.measure(
      talk,
      row.optionalLong(AT.setup),
      row.optionalLong(AT.pdd),
      mos === 0 ? -1 : scoreMillionths(mos),
      row.optionalLong(AT.response),
    );
    return true;
  }

  /** All that was counted. Nothing can be added after it. */
  finish(): CallGroups {
    for (const first of this.#kinds.values()) {
      for (let kind: Kind | undefined = first; kind !== undefined; kind = kind.next)
        for (const tally of kind.tallies) tally.countAlike(this.#shares[kind.share] ?? 0, kind.calls, kind.talkMicroseconds);
    }
    for (const { values } of [this.#direction, this.#trunk, this.#codec]) {
      for (const { tally, calls, talkMicroseconds } of values.values()) {
        calls.forEach((some, share) => tally.countAlike(this.#shares[share] ?? 0, some, 0));
        tally.countAlike(0, 0, talkMicroseconds);
      }
    }
    return this.#groups;
  }

  #kindOf(numbers: Int32Array): Kind {
    const hash = hashOf(numbers);
    const first = this.#kinds.get(hash);
    for (let kind = first; kind !== undefined; kind = kind.next) if (kind.has(numbers)) return kind;
    const kind = new Kind(numbers, first);
    this.#learn(kind);
    this.#kinds.set(hash, kind);
    return kind;
  }

  /** Finds out what calls of a new kind count as. */
  #learn(kind: Kind): void {
    const outcome = this.#wordOf(kind.outcome);
    const cause = this.#wordOf(kind.cause);
    const ended = this.#wordOf(kind.ended);
    const sip = kind.sip === 0 ? undefined : kind.sip - 1;
    const numbers = {
      talk: kind.hasTalk ? 1 : undefined,
      setup: undefined,
      pdd: undefined,
      span: undefined,
      response: undefined,
      mos: undefined,
    };
    const labels = { direction: '', trunk: '', agent: '', codec: undefined };
    const share = shareOf(countedOf({ flags: kind.flags, outcome, cause, ended, sip }, labels, numbers, 0));
    if (share === undefined) return;
    const known = this.#shares.indexOf(share.bits);
    kind.share = known < 0 ? this.#shares.push(share.bits) - 1 : known;
    kind.talked = share.talkMicroseconds;
    const tallies = [this.#groups.total];
    if (outcome !== undefined) tallies.push(this.#groups.tally('byOutcome', outcome));
    if (ended !== undefined) tallies.push(this.#groups.tally('byEnded', ended));
    if (cause !== undefined) tallies.push(this.#groups.tally('byCause', cause));
    if (sip !== undefined) tallies.push(this.#groups.tally('bySipCode', String(sip)));
    kind.tallies = tallies;
  }

  #count(label: Label, numbers: Int32Array, share: number, talkMicroseconds: number): void {
    const word = numbers[label.at] ?? 0;
    const value = label.values.get(word) ?? this.#newValue(label, word);
    value.calls[share] = (value.calls[share] ?? 0) + 1;
    value.talkMicroseconds += talkMicroseconds;
  }

  #newValue({ group, values }: Label, word: number): Labelled {
    const value = new Labelled(this.#groups.tally(group, this.#wordOf(word) ?? ''));
    values.set(word, value);
    return value;
  }

  #wordOf(id: number): string | undefined {
    return id === 0 ? undefined : this.#words.textOf(id);
  }
}

/** The same for rows of one kind, and for few others. */
function hashOf(numbers: Int32Array): number {
  const shared = (numbers[AT.flags] ?? 0) ^ ((numbers[AT.sip] ?? 0) << 9) ^ (numbers[AT.talk] === 0 ? 0 : 1 << 14);
  return shared ^ ((numbers[AT.cause] ?? 0) << 15) ^ ((numbers[AT.outcome] ?? 0) << 20) ^ ((numbers[AT.ended] ?? 0) << 25);
}
