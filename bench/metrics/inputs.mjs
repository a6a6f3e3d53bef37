// What every contender is fed with: the same labels and values, drawn once per process from a seeded generator.
const SIZE = 64;
/** Indexes wrap around with `i & MASK`. */
export const MASK = SIZE - 1;

export const DIRECTIONS = ['inbound', 'outbound'];
export const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx', '6xx'];
export const TRUNKS = Array.from({ length: 50 }, (_, trunk) => `trunk-${trunk}`);
export const HOSTS = Array.from({ length: 20 }, (_, host) => `sbc-${host}.example.com`);
/** Thirteen bounds of a call set-up. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

let state = 1;
/** A number from 0 to 1 (mulberry32). */
function draw() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const pick = (values) => Array.from({ length: SIZE }, () => values[Math.floor(draw() * values.length)]);

export const directions = pick(DIRECTIONS);
export const classes = pick(CLASSES);
export const trunks = pick(TRUNKS);
export const hosts = pick(HOSTS);
/** Indexes of a series among all of DIRECTIONS x CLASSES. */
export const series = Uint8Array.from({ length: SIZE }, () => draw() * DIRECTIONS.length * CLASSES.length);
/** Log-normal seconds around 0.5. */
export const values = Float64Array.from(
  { length: SIZE },
  () => 0.5 * Math.exp(1.4 * Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())),
);

/** Lines of one child of a histogram: a bucket for each bound and for +Inf, sum and count. */
export const LINES_PER_CHILD = BUCKETS.length + 3;
/** Quantiles and the time they are taken over. */
export const QUANTILES = [0.5, 0.9, 0.99];
export const WINDOW_SECONDS = 60;
export const AGE_BUCKETS = 6;

/** Every direction with every class. */
export const closedSets = DIRECTIONS.flatMap((direction) => CLASSES.map((code) => ({ direction, class: code })));

/** `count` sets of three labels, as wide as those of a real line. */
export function scrapeSets(count) {
  return Array.from({ length: count }, (_, index) => ({
    trunk: `carrier-trunk-${String(index % 1000).padStart(4, '0')}`,
    host: `sbc-${String(Math.floor(index / 2000)).padStart(2, '0')}`,
    direction: DIRECTIONS[Math.floor(index / 1000) % 2],
  }));
}

/** How much the series of this index grows by at the n-th change. */
export function growth(index, turn) {
  return 1 + ((index * 7 + turn * 13) % 50);
}
