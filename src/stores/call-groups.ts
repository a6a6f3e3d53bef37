import { ByteReader, ByteWriter, type CallSummary, CallTally, type StoredCall, TeleError, type TallyCall } from '../core/index.ts';

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

type GroupName = keyof typeof GROUPS;
const GROUP_NAMES = Object.keys(GROUPS) as readonly GroupName[];

/** What grouping needs to know of a call. */
export type GroupedCall = TallyCall & Pick<StoredCall, 'startedAt' | 'direction' | 'cause' | 'trunk' | 'codec'>;

/** All that tallies and groups look at. */
const COUNTED = [
  'startedAt',
  'state',
  'isProvisional',
  'isEmergency',
  'direction',
  'outcome',
  'ended',
  'cause',
  'sipCode',
  'trunk',
  'codec',
  'hasRung',
  'isChallenged',
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
  /** The counts of `total` alone. */
  readonly slim = new CallTally('slim');
  readonly #groups = GROUP_NAMES.map((name) => ({ of: GROUPS[name], tallies: new Map<string, CallTally>() }));

  /** Counts a call that is over and settled; any other is left out. */
  add(call: GroupedCall): void {
    this.total.add(call);
    this.slim.add(call);
    for (const group of this.#groups) {
      const value = group.of(call);
      if (value !== undefined) tallyOf(group.tallies, value).add(call);
    }
  }

  /** Takes back a call exactly as it was added. */
  remove(call: GroupedCall): void {
    this.total.remove(call);
    this.slim.remove(call);
    for (const group of this.#groups) {
      const value = group.of(call);
      if (value !== undefined) tallyOf(group.tallies, value).remove(call);
    }
  }

  /** Adds all calls of another. */
  merge(other: CallGroups): void {
    this.total.merge(other.total);
    this.slim.merge(other.slim);
    other.#groups.forEach(({ tallies }, index) => {
      const mine = this.#groups[index]?.tallies;
      if (mine !== undefined) for (const [value, tally] of tallies) tallyOf(mine, value).merge(tally);
    });
  }

  /** The summary, with the number of calls that are not over. */
  summary(active: number): CallSummary {
    const maps = GROUP_NAMES.map((name, index) => [name, new Map([...(this.#groups[index]?.tallies ?? [])].filter(isUsed))]);
    return { total: this.total, ...(Object.fromEntries(maps) as Omit<CallSummary, 'total' | 'active'>), active };
  }

  /** All but `slim`, which is written apart. */
  encode(): Uint8Array {
    const out = new ByteWriter();
    out.block(this.total.encode());
    for (const { tallies } of this.#groups) {
      const used = [...tallies].filter(isUsed);
      out.varint(used.length);
      for (const [value, tally] of used) {
        out.block(Buffer.from(value, 'utf8'));
        out.block(tally.encode());
      }
    }
    return out.take();
  }

  /** What `encode` wrote, with the slim tally that was written beside it. Throws `STORE_CORRUPT` for bytes that are none. */
  static decode(bytes: Uint8Array, slim: Uint8Array): CallGroups {
    const input = new ByteReader(bytes);
    const groups = new CallGroups();
    groups.slim.merge(decodeTally(slim));
    groups.total.merge(decodeTally(input.block()));
    for (const { tallies } of groups.#groups) {
      for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) {
        const value = Buffer.from(input.block()).toString('utf8');
        tallies.set(value, decodeTally(input.block()));
      }
    }
    if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A rollup is cut short.');
    return groups;
  }
}

/** The tally that `CallTally.encode` wrote. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTally(bytes: Uint8Array): CallTally {
  const tally = CallTally.decode(bytes);
  if (tally === undefined) throw new TeleError('STORE_CORRUPT', 'A rollup holds a tally that cannot be read.');
  return tally;
}

function tallyOf(tallies: Map<string, CallTally>, value: string): CallTally {
  const known = tallies.get(value);
  if (known !== undefined) return known;
  const tally = new CallTally('slim');
  tallies.set(value, tally);
  return tally;
}

function isUsed([, tally]: readonly [string, CallTally]): boolean {
  return tally.attempts !== 0;
}
