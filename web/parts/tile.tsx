import { WORDS } from '../words.ts';

interface Of {
  readonly name: string;
  /** Undefined when nothing is known. */
  readonly value: string | undefined;
  /** What changed against the period before, as a part of what it was. */
  readonly delta?: number | undefined;
  /** How many percentage points a ratio has changed, of 0 to 1. */
  readonly points?: number | undefined;
  /** Where more of it is shown. */
  readonly href?: string;
}

/** Beyond tenfold the period before says nothing. */
const MOST_DELTA = 9;
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const point = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

/** One number with its name, and how it changed. */
export function Tile({ name, value, delta, points, href }: Of) {
  const changed = points === undefined ? percentOf(delta) : WORDS.points(point.format(points * 100));
  return (
    <div class="tile">
      <dt>{href === undefined ? name : <a href={href}>{name}</a>}</dt>
      <dd>
        <span class="number">{value ?? '–'}</span>
        {changed === undefined ? null : (
          <span class="delta" title={points === undefined ? WORDS.sinceBefore : WORDS.pointsSinceBefore}>
            {changed}
          </span>
        )}
      </dd>
    </div>
  );
}

function percentOf(delta: number | undefined): string | undefined {
  return delta === undefined || Math.abs(delta) > MOST_DELTA ? undefined : percent.format(delta);
}
