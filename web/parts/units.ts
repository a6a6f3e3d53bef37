import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { duration, percentage, score } from './numbers.ts';
import type { AxisBounds } from './value-range.ts';

/** What a value of a panel is. */
export type Unit = Answer<'/api/v1/panels/{name}'>['rows'][number]['panels'][number]['unit'];
export type Format = (value: number | undefined) => string | undefined;

const MINUTE = 60;
const STEP = 1024;
const POWERS = Array.from({ length: 50 }, (_, power) => 2 ** power);
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const number = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 });

/** How a value that was counted over a time is written: spread to the ends of that time it is seldom whole. */
export function sumFormatOf(unit: Unit): Format {
  const write = formatOf(unit, 0);
  return unit === 'count' ? (value) => (value === undefined ? undefined : number.format(Math.round(value))) : write;
}

/** Where the lines of a grid lie for a unit that is no decimal one: bytes, by powers of two. Undefined for the others. */
export function stepsOf(unit: Unit): readonly number[] | undefined {
  return unit === 'bytes' || unit === 'bytesPerSecond' ? POWERS : undefined;
}

const SHARE: AxisBounds = { least: 0, most: 1 };
const PERCENT: AxisBounds = { least: 0, most: 100 };

/** Bounds of the axis of a unit: 0 to 1 for shares. Undefined for other units. */
export function boundsOf(unit: Unit): AxisBounds | undefined {
  if (unit === 'ratio') return SHARE;
  return unit === 'percent' ? PERCENT : undefined;
}

/** How values of a unit are written. `most`: the highest of them; what is rare is said by the minute. */
export function formatOf(unit: Unit, most: number): Format {
  const write = FORMATS[unit];
  const isRare = unit === 'perSecond' && most > 0 && most < 1;
  return (value) => {
    if (value === undefined) return undefined;
    return isRare ? WORDS.perMinute(number.format(value * MINUTE)) : write(value);
  };
}

const FORMATS: Readonly<Record<Unit, (value: number) => string | undefined>> = {
  count: (value) => number.format(value),
  perSecond: (value) => WORDS.perSecond(number.format(value)),
  ratio: percentage,
  percent: (value) => percentage(value / 100),
  seconds: duration,
  milliseconds: (value) => duration(value / 1000),
  bytes,
  megabytes: (value) => bytes(value * 1e6),
  bytesPerSecond: (value) => WORDS.perSecond(bytes(value)),
  cores: (value) => number.format(value),
  dBm: (value) => `${number.format(value)} dBm`,
  dB: (value) => `${number.format(value)} dB`,
  score,
  state: (value) => (value > 0 ? WORDS.isUp : WORDS.isDown),
};

function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log(value) / Math.log(STEP)));
  return `${number.format(value / STEP ** power)} ${BYTES[power] ?? ''}`;
}
