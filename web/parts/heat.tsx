import { useState } from 'preact/hooks';
import { WORDS } from '../words.ts';
import { formatOf, type Format } from './units.ts';
import type { Drawn, PanelSeries } from './panel-answer.ts';
import { timeText, When } from './when.tsx';

/** One bucket over time, without what falls into those below it. */
interface Band {
  readonly upTo: number;
  readonly name: string;
  readonly shares: readonly number[];
}

const perSecond = formatOf('perSecond', 0);

/** How many values fell into each bucket over time: the darker, the more. The same is there as a table. */
export function Heat({ panel: { title, series }, format, times }: Drawn) {
  const [isTable, setTable] = useState(false);
  const bands = bandsOf(series, times, format);
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        <button type="button" class="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {WORDS.asTable}
        </button>
      </figcaption>
      {isTable ? <Values title={title} times={times} bands={bands} /> : <Squares title={title} times={times} bands={bands} />}
    </figure>
  );
}

interface Of {
  readonly title: string;
  readonly times: readonly number[];
  readonly bands: readonly Band[];
}

function Squares({ title, times, bands }: Of) {
  const most = Math.max(Number.MIN_VALUE, ...bands.flatMap(({ shares }) => shares));
  const total = ({ shares }: Band): number => shares.reduce((sum, share) => sum + share, 0);
  const usual = bands.toSorted((one, other) => total(other) - total(one))[0];
  const [first, last] = [times[0], times.at(-1)];
  return (
    <div class="heat">
      <ul aria-hidden="true">
        {bands.toReversed().map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <svg
        role="img"
        aria-label={`${title}: ${usual === undefined || total(usual) === 0 ? WORDS.noValues : WORDS.mostIn(usual.name)}`}
        viewBox={`0 0 ${Math.max(1, times.length)} ${Math.max(1, bands.length)}`}
        preserveAspectRatio="none"
      >
        {bands.flatMap(({ name, shares }, line) =>
          shares.map((share, column) =>
            share <= 0 ? null : (
              <rect
                key={`${name} ${times[column] ?? ''}`}
                x={column}
                y={bands.length - 1 - line}
                width={1}
                height={1}
                fill-opacity={0.15 + (0.85 * share) / most}
              />
            ),
          ),
        )}
      </svg>
      <p class="ends" aria-hidden="true">
        <span>{first === undefined ? '' : timeText(first, 'clock')}</span>
        <span>{last === undefined ? '' : timeText(last, 'clock')}</span>
      </p>
    </div>
  );
}

function Values({ title, times, bands }: Of) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{WORDS.time}</th>
            {bands.map(({ name }) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time}>
              <td>
                <When at={time} />
              </td>
              {bands.map(({ name, shares }) => (
                <td key={name} class="number">
                  {perSecond(shares[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What falls into each bucket alone, from the lowest that has any to the highest: buckets count those below them in. */
function bandsOf(series: readonly PanelSeries[], times: readonly number[], format: Format): readonly Band[] {
  const sorted = series
    .map(({ labels, points }) => ({ upTo: boundOf(labels['le']), byTime: new Map(points.map((one) => [one[0], one[1] ?? 0])) }))
    .toSorted((one, other) => one.upTo - other.upTo);
  const bands = sorted.map(({ upTo, byTime }, index) => ({
    upTo,
    name: Number.isFinite(upTo) ? WORDS.upTo(format(upTo) ?? '') : WORDS.aboveAll,
    shares: times.map((time) => Math.max(0, (byTime.get(time) ?? 0) - (sorted[index - 1]?.byTime.get(time) ?? 0))),
  }));
  const isUsed = ({ shares }: Band): boolean => shares.some((share) => share > 0);
  const [from, to] = [bands.findIndex(isUsed), bands.findLastIndex(isUsed)];
  return from === -1 ? [] : bands.slice(from, to + 1);
}

function boundOf(le: string | undefined): number {
  return le === undefined || le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
