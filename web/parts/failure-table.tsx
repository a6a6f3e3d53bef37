import { useLocation } from 'preact-iso';
import type { Query } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { WORDS } from '../words.ts';
import { withChange } from './location.ts';
import { count } from './numbers.ts';
import { Empty, Failure, Loading } from './states.tsx';
import { When } from './when.tsx';

type By = NonNullable<Query<'/api/v1/failures'>['by']>;

interface Of {
  readonly by: Exclude<By, 'hopCause'>;
  readonly conditions: Readonly<Record<string, string>>;
  readonly hours: number;
}

const REFRESH_SECONDS = 30;
const MOST_ROWS = 10;

/** What failed calls have in common, most calls first: how many now and in as long a time before, and when they were seen first and last. A value narrows the screen down. */
export function FailureTable({ by, conditions, hours }: Of) {
  const { path, query: url } = useLocation();
  const until = Math.floor(Date.now() / 60_000) * 60;
  const time = (back: number): string => new Date((until - back * 3600) * 1000).toISOString();
  const { answer, error } = useAnswer(
    '/api/v1/failures',
    { ...conditions, by, since: time(hours), limit: '1' },
    { everySeconds: REFRESH_SECONDS },
  );
  const asked = { ...conditions, by, since: time(2 * hours), until: time(hours), limit: '1' };
  const before = useAnswer('/api/v1/failures', asked).answer?.groups;
  const groups = answer?.groups ?? [];
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
                    {value.replaceAll('_', ' ')}
                  </a>
                  <small>
                    <When at={firstAt} shape="short" /> – <When at={lastAt} shape="short" />
                  </small>
                </td>
                <td class="number">{count(calls)}</td>
                <td class="number faint">{before === undefined ? '' : count(before.find((one) => one.value === value)?.calls ?? 0)}</td>
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
