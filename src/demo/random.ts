/** Chance that repeats: the same seed gives the same numbers. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** A number from `low` to below `high`. */
  between(low: number, high: number): number;
  /** True in this share of cases. */
  chance(share: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** One of the pairs by its weight. */
  weighted<const T>(pairs: readonly (readonly [T, number])[]): T;
  /** The wait for what happens at random with this mean. */
  exponential(mean: number): number;
  /** Half of the values lie below the median; `spread` is the deviation of their logarithm. */
  logNormal(median: number, spread: number): number;
  /** So many letters: no digits, which could be taken for a number. */
  token(letters: number): string;
}

/** Makes chance of a seed and of a name, so that what one thing draws changes nothing for another. */
export function createRandom(seed: number, name: string): Random {
  const next = splitMix(hashText(name, seed));
  const between = (low: number, high: number): number => low + next() * (high - low);
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  const exponential = (mean: number): number => -mean * Math.log(1 - next());
  return {
    next,
    between,
    whole,
    exponential,
    chance: (share) => next() < share,
    pick: (list) => existing(list[whole(0, list.length - 1)]),
    weighted(pairs) {
      let rest = next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of pairs) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return existing(pairs[0])[0];
    },
    logNormal(median, spread) {
      // Box and Muller (1958).
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
    token: (letters) => Array.from({ length: letters }, () => String.fromCharCode(whole(97, 122))).join(''),
  };
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('There is nothing to choose from.');
  return value;
}

/** FNV-1a, 32 bits. */
function hashText(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/** SplitMix with 32 bits of state. */
function splitMix(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
