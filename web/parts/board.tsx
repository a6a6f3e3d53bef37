import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { WORDS } from '../words.ts';
import { Panel } from './panel.tsx';
import type { Span } from './panel-answer.ts';
import { useZoom } from './range.tsx';
import { Failure, Loading } from './states.tsx';
import { Unfilled, type BoardName } from './unfilled.tsx';
import { When } from './when.tsx';

type Row = Answer<'/api/v1/panels/{name}'>['rows'][number];

const REFRESH_SECONDS = 30;
/** While there is no line yet: as often as the server takes its values. */
const FIRST_SECONDS = 10;
/** How much later than asked for values may begin without a word about it. */
const LATE_SECONDS = 600;

/** The panels of a subject, the same as of its dashboard. What has no values stands at the end of its row, by its name. */
export function Board({ name }: { readonly name: BoardName }) {
  const { query, since: asked } = useZoom();
  const [everySeconds, setEverySeconds] = useState(REFRESH_SECONDS);
  const { answer, error } = useAnswer('/api/v1/panels/{name}', query, { names: { name }, everySeconds });
  const times = timesOf(answer?.rows ?? []);
  // Before the first answer nothing is changed, for that would ask twice.
  const isFirst = answer !== undefined && times.length < 2;
  useEffect(() => setEverySeconds(isFirst ? FIRST_SECONDS : REFRESH_SECONDS), [isFirst]);
  if (answer === undefined) return error === undefined ? <Loading /> : <Failure error={error} />;
  const { rows, since, until } = answer;
  const isEmpty = !rows.some(({ panels }) => panels.some(({ series, missing }) => series.length > 0 || missing !== undefined));
  const span = { since, until, times };
  const isLate = since > asked + LATE_SECONDS;
  return (
    <>
      {error === undefined ? null : <Failure error={error} />}
      {isEmpty ? <Unfilled name={name} /> : null}
      {isLate && !isEmpty ? (
        <p class="faint">
          {WORDS.keptSince} <When at={since} />
        </p>
      ) : null}
      {isEmpty ? null : rows.map((row) => <PanelRow key={row.title} row={row} span={span} />)}
    </>
  );
}

/** All charts have the same steps, so that one lies above the other. */
function timesOf(rows: readonly Row[]): readonly number[] {
  const points = rows.flatMap(({ panels }) => panels).flatMap(({ series }) => series.flatMap((one) => one.points));
  return [...new Set(points.map((point) => point[0] ?? 0))].toSorted((one, other) => one - other);
}

/** A spread of nothing is none; a line at 0 says something. */
function hasValues({ kind, series, missing }: Row['panels'][number]): boolean {
  if (missing !== undefined) return true;
  return kind === 'heat' ? series.some(({ points }) => points.some((point) => (point[1] ?? 0) > 0)) : series.length > 0;
}

function PanelRow({ row, span }: { readonly row: Row; readonly span: Span }) {
  const shown = row.panels.filter(hasValues);
  const empty = row.panels.filter((panel) => !shown.includes(panel));
  const numbers = shown.filter(({ kind }) => kind === 'number');
  const others = shown.filter(({ kind }) => kind !== 'number');
  return (
    <section aria-label={row.title}>
      <h2>{row.title}</h2>
      {numbers.length === 0 ? null : (
        <dl class="tiles">
          {numbers.map((panel) => (
            <Panel key={panel.title} panel={panel} span={span} />
          ))}
        </dl>
      )}
      <div class="columns">
        {others.map((panel) => (
          <Panel key={panel.title} panel={panel} span={span} />
        ))}
      </div>
      {empty.length === 0 ? null : (
        <details class="unfilled">
          <summary>{WORDS.withoutValues(empty.length)}</summary>
          <dl>
            {empty.map(({ title, description }) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd class="faint">{description}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}
