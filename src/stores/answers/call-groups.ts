import {
  ByteReader,
  type ByteWriter,
  type CallSummary,
  CallTally,
  shareOf,
  type StoredCall,
  TeleError,
  type TallyCall,
} from '../../core/index.ts';

/** By what calls are grouped, and the group of a call. The order is part of the layout on the disk. */
const GROUPS = {
  byDirection: (call) => call.direction,
  byOutcome: (call) => call.outcome,
  byEnded: (call) => call.ended,
  byCause: (call) => call.cause,
  bySipCode: (call) => (call.sipCode === undefined ? undefined : String(call.sipCode)),
  byTrunk: (call) => call.trunk,
  byCodec: (call) => call.codec,
} as const satisfies { readonly [K in keyof Omit<CallSummary, 'total' | 'active'>]: (call: GroupedCall) => string | undefined };

const GROUP_NAMES = Object.keys(GROUPS) as readonly (keyof typeof GROUPS)[];

/** What grouping needs to know of a call. */
export type GroupedCall = TallyCall & Pick<StoredCall, 'startedAt' | 'direction' | 'cause' | 'trunk' | 'codec'>;

/** All that tallies and groups look at. */
const COUNTED = [
  'startedAt',
  'state',
  'isProvisional',
  'isEmergency',
  'agent',
  'direction',
  'outcome',
  'ended',
  'cause',
  'sipCode',
  'trunk',
  'codec',
  'hasRung',
  'isChallenged',
  'isCompleted',
  'isAnswerOnly',
  'talkSeconds',
  'setupSeconds',
  'pddSeconds',
  'mos',
  'agentResponseSeconds',
  'hasTranscript',
] as const satisfies readonly (keyof GroupedCall)[];

/** Whether two calls count in the same way. */
export function isCountedAlike(a: GroupedCall, b: GroupedCall): boolean {
  return COUNTED.every((name) => a[name] === b[name]);
}

/** The tallies of many calls: of all, and of each value of each group. */
export class CallGroups {
  readonly total = new CallTally('full');
  readonly #groups = GROUP_NAMES.map((name) => ({ of: GROUPS[name], tallies: new Map<string, CallTally>() }));

  /** Counts a call that is over and settled; any other is left out. */
  add(call: GroupedCall): void {
    this.#count(call, 1);
  }

  /** Takes back a call exactly as it was added. */
  remove(call: GroupedCall): void {
    this.#count(call, -1);
  }

  // Hot: a dashboard merges some dozens; to go through the entries of a map makes an array of each.
  /** Adds all calls of another. */
  merge(other: CallGroups): void {
    this.total.merge(other.total);
    other.#groups.forEach(({ tallies }, index) => {
      const mine = this.#groups[index]?.tallies;
      if (mine !== undefined) tallies.forEach((tally, value) => tallyOf(mine, value).merge(tally));
    });
  }

  /** The summary, with the number of calls that are not over. */
  summary(active: number): CallSummary {
    const maps = GROUP_NAMES.map((name, index) => [
      name,
      new Map([...(this.#groups[index]?.tallies ?? [])].filter(([, tally]) => isUsed(tally))),
    ]);
    return { total: this.total, ...(Object.fromEntries(maps) as Omit<CallSummary, 'total' | 'active'>), active };
  }

  /** Writes all of it. `block` is an empty writer that is empty afterwards. */
  write(out: ByteWriter, block: ByteWriter): void {
    this.total.write(block);
    out.move(block);
    for (const { tallies } of this.#groups) {
      let used = 0;
      for (const tally of tallies.values()) if (isUsed(tally)) used += 1;
      out.varint(used);
      for (const [value, tally] of tallies) {
        if (!isUsed(tally)) continue;
        writeValue(out, value);
        tally.write(block);
        out.move(block);
      }
    }
  }

  /** What `write` wrote. Throws `STORE_CORRUPT` for bytes that are none. */
  static decode(bytes: Uint8Array): CallGroups {
    const groups = new CallGroups();
    groups.take(bytes);
    return groups;
  }

  // Hot: once for each part of a window that is not kept decoded.
  /** Adds all calls of what `write` wrote. Throws `STORE_CORRUPT` for bytes that are none; then it is of no more use. */
  take(bytes: Uint8Array): void {
    const input = new ByteReader(bytes);
    takeTally(this.total, input);
    for (const { tallies } of this.#groups)
      for (let left = input.varint(); left > 0 && !input.isDone; left -= 1)
        takeTally(tallyOf(tallies, Buffer.from(input.block()).toString('utf8')), input);
    if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A rollup is cut short.');
  }

  #count(call: GroupedCall, by: 1 | -1): void {
    const share = shareOf(call);
    if (share === undefined) return;
    this.total.count(share, by);
    for (const { of, tallies } of this.#groups) {
      const value = of(call);
      if (value !== undefined) tallyOf(tallies, value).count(share, by);
    }
  }
}

/** The tally that `CallTally.write` wrote. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTally(bytes: Uint8Array): CallTally {
  return CallTally.decode(bytes) ?? unreadable();
}

function takeTally(tally: CallTally, input: ByteReader): void {
  const length = input.varint();
  if (!tally.take(input, input.at + length)) unreadable();
}

function unreadable(): never {
  throw new TeleError('STORE_CORRUPT', 'A rollup holds a tally that cannot be read.');
}

function tallyOf(tallies: Map<string, CallTally>, value: string): CallTally {
  const known = tallies.get(value);
  if (known !== undefined) return known;
  const tally = new CallTally('slim');
  tallies.set(value, tally);
  return tally;
}

function isUsed(tally: CallTally): boolean {
  return tally.attempts !== 0;
}

function writeValue(out: ByteWriter, value: string): void {
  if (!out.ascii(value, 0)) out.block(Buffer.from(value, 'utf8'));
}
