import { CallTally, type HopGroup, shareOf, type StoredCall } from '../../core/index.ts';

/** What of the hops of a call it is counted by. */
const VALUES = {
  hop: ({ legs }) => legs.map(({ address }) => address),
  hopTrunk: ({ legs }) => legs.map(({ trunk }) => trunk),
  hopCode: ({ legs, hopCode }) => (legs.length === 0 ? textOf(hopCode) : legs.flatMap(({ status }) => textOf(status))),
  hopCause: ({ legs }) => legs.map(({ cause }) => cause),
} as const satisfies { readonly [K in HopGroup]: (call: StoredCall) => readonly string[] };

/** What a call counts for. */
export function hopValues(call: StoredCall, by: HopGroup): ReadonlySet<string> {
  return new Set(VALUES[by](call));
}

/** Values that are told apart; beyond, calls are counted under `other`: a scanner may try any address. */
export const MOST_VALUES = 10_000;

function textOf(code: number | undefined): readonly string[] {
  return code === undefined ? [] : [String(code)];
}

/** The tallies of many calls by what their hops have in common. */
export class HopGroups {
  readonly tallies = new Map<string, CallTally>();
  readonly #by: HopGroup;

  constructor(by: HopGroup) {
    this.#by = by;
  }

  /** Counts a call that is over and settled once for each of its values; any other is left out. */
  add(call: StoredCall): void {
    const share = shareOf(call);
    if (share === undefined) return;
    for (const value of hopValues(call, this.#by)) this.#tallyOf(value).count(share, 1);
  }

  #tallyOf(value: string): CallTally {
    const name = this.tallies.has(value) || this.tallies.size < MOST_VALUES ? value : 'other';
    const tally = this.tallies.get(name) ?? new CallTally('slim');
    this.tallies.set(name, tally);
    return tally;
  }
}
