import {
  HopTally,
  hopResult,
  isFailure,
  NO_TRUNK,
  shareOf,
  type CallConditions,
  type HopGroup,
  type StoredCall,
} from '../../core/index.ts';
import { carriedLaterSeconds, hopsOf, ownHops, type CallHop } from './call-hops.ts';

/** Value of each dimension of a hop. Undefined when it has none. */
const VALUE = {
  hop: ({ address }) => address,
  hopTrunk: ({ trunk }) => trunk,
  hopCode: ({ status }) => (status === undefined ? undefined : String(status)),
  // A reported call does not say why the hop refused.
  hopCause: ({ address, cause }) => (address === undefined ? undefined : cause),
} as const satisfies { readonly [K in HopGroup]: (hop: CallHop) => string | undefined };

/** Most distinct values; further hops are counted under `other`: a scanner may try any address. */
export const MOST_VALUES = 10_000;
const OTHER = 'other';

/** The tallies of hops by what they have in common. A hop that passes calls on is the network's own proxy, and none of its hops counts. */
export class HopGroups {
  readonly #valueOf: (hop: CallHop) => string | undefined;
  readonly #conditions: CallConditions;
  /** Tallies of hops without a trunk by address, since any of these may turn out to be an own proxy; all others are under ''. */
  readonly #tallies = new Map<string, Map<string, HopTally>>();
  #size = 0;
  /** Calls that an address passed on, and calls that it was sent. */
  readonly #passed = new Map<string, { own: number; calls: number }>();

  /** Conditions on hops choose which hops count. */
  constructor(by: HopGroup, conditions: CallConditions) {
    this.#valueOf = VALUE[by];
    this.#conditions = conditions;
  }

  /** Counts the hops of a call that is over and settled; any other is left out. */
  add(call: StoredCall): void {
    if (shareOf(call) === undefined) return;
    const own = this.#noteOwn(call);
    const failed = new Set<string>();
    const tried = new Set<string>();
    for (const hop of hopsOf(call, this.#conditions)) {
      const value = own.includes(hop) ? undefined : this.#valueOf(hop);
      if (value === undefined) continue;
      const result = hopResult(hop, call.isChallenged);
      const tally = this.#tallyOf(hop, value);
      tally.count(result);
      if (result === 'failed' && isFirst(value, failed)) tally.noteFailed(call.startedAt, isFailure(call));
      if (result !== 'challenged' && isFirst(value, tried)) tally.carryLater(carriedLaterSeconds(hop, result, call.legs));
    }
  }

  /** The hops of a call that are own proxies. Whoever asks for an address means it, whatever it does with calls. */
  #noteOwn({ legs }: StoredCall): readonly CallHop[] {
    if (this.#conditions.hop !== undefined) return [];
    const own = ownHops(legs, NO_TRUNK);
    const passing = new Set(own.map(({ address }) => address));
    for (const address of new Set(legs.map((leg) => leg.address))) this.#notePassed(address, passing.has(address));
    return own;
  }

  #notePassed(address: string, isOwn: boolean): void {
    const known = this.#passed.get(address) ?? { own: 0, calls: 0 };
    known.calls += 1;
    if (isOwn) known.own += 1;
    if (this.#passed.has(address) || this.#passed.size < MOST_VALUES) this.#passed.set(address, known);
  }

  /** Whether an address passes on most of what it is sent: a gateway that once sends a call back is no proxy. */
  #isOwn(address: string): boolean {
    const { own, calls } = this.#passed.get(address) ?? { own: 0, calls: 0 };
    return own * 2 > calls;
  }

  /** The tallies by value. */
  tallies(): ReadonlyMap<string, HopTally> {
    const all = new Map<string, HopTally>();
    for (const [address, tallies] of this.#tallies) {
      if (this.#isOwn(address)) continue;
      for (const [value, tally] of tallies) {
        const sum = all.get(value) ?? new HopTally();
        sum.merge(tally);
        all.set(value, sum);
      }
    }
    return all;
  }

  #tallyOf({ address = '', trunk }: CallHop, value: string): HopTally {
    const place = trunk === NO_TRUNK ? address : '';
    return (
      this.#known(place, value) ?? (this.#size < MOST_VALUES ? this.#add(place, value) : (this.#known('', OTHER) ?? this.#add('', OTHER)))
    );
  }

  #known(place: string, value: string): HopTally | undefined {
    return this.#tallies.get(place)?.get(value);
  }

  #add(place: string, value: string): HopTally {
    const tally = new HopTally();
    const tallies = this.#tallies.get(place) ?? new Map<string, HopTally>();
    this.#tallies.set(place, tallies.set(value, tally));
    this.#size += 1;
    return tally;
  }
}

/** Whether a value was not in a set, which has it from then on. */
function isFirst(value: string, known: Set<string>): boolean {
  return known.size < known.add(value).size;
}
