import { busyness } from './day-curve.ts';
import { createRandom, type Random } from './random.ts';
import type { TrafficOptions } from './traffic-options.ts';

/** Something that begins: when, and chance of its own. */
export interface Arrival {
  readonly at: number;
  readonly random: Random;
}

/** What begins at random, so often in an hour at the busiest time, and less at others (a Poisson process, thinned). `busy`: 0 to 1, how busy a time is; an office has its day when it is absent. */
export function* arrivals(
  name: string,
  perHour: number,
  { seed, from, to = Infinity, offsetSeconds = 0 }: TrafficOptions,
  busy: (at: number, offsetSeconds: number) => number = busyness,
): Generator<Arrival, void> {
  if (perHour <= 0) return;
  const clock = createRandom(seed, `${name}@${from}`);
  let number = 0;
  for (let at = from + clock.exponential(3600 / perHour); at < to; at += clock.exponential(3600 / perHour)) {
    if (!clock.chance(busy(at, offsetSeconds))) continue;
    number += 1;
    yield { at, random: createRandom(seed, `${name}@${from}/${number}`) };
  }
}

/** What is done again and again after so many seconds. */
export function* ticks(name: string, seconds: number, { seed, from, to = Infinity }: TrafficOptions): Generator<Arrival, void> {
  let number = 0;
  for (let at = from + createRandom(seed, name).between(0, seconds); at < to; at += seconds) {
    number += 1;
    yield { at, random: createRandom(seed, `${name}@${from}/${number}`) };
  }
}
