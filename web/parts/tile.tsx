import { WORDS } from '../words.ts';

interface Of {
  readonly name: string;
  /** Undefined when nothing is known. */
  readonly value: string | undefined;
  /** What changed against the period before, as a part of what it was. */
  readonly delta?: number | undefined;
  /** Where more of it is shown. */
  readonly href?: string;
}

/** Beyond tenfold the period before says nothing. */
const MOST_DELTA = 9;
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

/** One number with its name, and how it changed. */
export function Tile({ name, value, delta, href }: Of) {
  return (
    <div class="tile">
      <dt>{href === undefined ? name : <a href={href}>{name}</a>}</dt>
      <dd>
        <span class="number">{value ?? '–'}</span>
        {delta === undefined || Math.abs(delta) > MOST_DELTA ? null : (
          <span class="delta" title={WORDS.sinceBefore}>
            {percent.format(delta)}
          </span>
        )}
      </dd>
    </div>
  );
}
