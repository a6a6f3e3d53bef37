import { useLocation } from 'preact-iso';
import type { Query } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { WORDS } from '../words.ts';
import { withChange } from './location.ts';
import { count } from './numbers.ts';
import { useZoom } from './range.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { explainedFirst, valueName } from './value-name.ts';
import { When } from './when.tsx';

type By = NonNullable<Query<'/api/v1/failures'>['by']>;

interface Of {
  readonly by: Exclude<By, 'hopCause'>;
  readonly conditions: Readonly<Record<string, string>>;
  /** Whether there were calls in as long a time before. Undefined: it is not said yet. */
  readonly isBeforeKnown: boolean | undefined;
}

const REFRESH_SECONDS = 30;
const MOST_ROWS = 10;

/** What failed calls have in common, most calls first: how many now and in as long a time before, and when they were seen first and last. A value narrows the screen down. */
export function FailureTable({ by, conditions, isBeforeKnown }: Of) {
  const { path, query: url } = useLocation();
  const { ends, since, until } = useZoom();
  const { answer, error } = useAnswer('/api/v1/failures', { ...conditions, by, ...ends, limit: '1' }, { everySeconds: REFRESH_SECONDS });
  const earlier = { since: new Date((2 * since - until) * 1000).toISOString(), until: ends.since };
  const before = useAnswer('/api/v1/failures', { ...conditions, by, ...earlier, limit: '1' }, { isAsked: isBeforeKnown === true }).answer
    ?.groups;
  const callsBefore = (value: string): string => {
    if (isBeforeKnown === false) return '–';
    return before === undefined ? '' : (count(before.find((one) => one.value === value)?.calls ?? 0) ?? '');
  };
  const groups = explainedFirst(by, answer?.groups ?? []);
  return (
    <section class="card">
      <h2>{WORDS.failedBy[by]}</h2>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined && error === undefined ? <Loading /> : null}
      {answer !== undefined && groups.length === 0 ? <Empty what={WORDS.noneFailed} next="" /> : null}
      {groups.length === 0 ? null : (
        <table class="seen">
          <thead>
            <tr>
              <th scope="col">{WORDS.dimensions[by]}</th>
              <th scope="col" class="number">
                {WORDS.callCount}
              </th>
              <th scope="col" class="number">
                {WORDS.before}
              </th>
              <th scope="col">{WORDS.firstSeen}</th>
              <th scope="col">{WORDS.lastSeen}</th>
            </tr>
          </thead>
          <tbody>
            {groups.slice(0, MOST_ROWS).map(({ value, calls, firstAt, lastAt }) => (
              <tr key={value}>
                <td>
                  <a href={`${path}${withChange(url, { [by]: value })}`} data-said>
                    {valueName(by, value)}
                  </a>
                  <small>
                    <When at={firstAt} shape="short" /> – <When at={lastAt} shape="short" />
                  </small>
                </td>
                <td class="number">{count(calls)}</td>
                <td class="number faint">{callsBefore(value)}</td>
                <td>
                  <When at={firstAt} shape="short" />
                </td>
                <td>
                  <When at={lastAt} shape="short" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
