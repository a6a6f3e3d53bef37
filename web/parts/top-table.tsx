import type { Query } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { withChange } from './location.ts';
import { count } from './numbers.ts';
import { SideGroups } from './side-groups.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { explainedFirst, valueName } from './value-name.ts';

type By = Query<'/api/v1/top'>['by'];

interface Of {
  readonly title: string;
  readonly by: By;
  readonly query: Readonly<Record<string, string>>;
}

const REFRESH_SECONDS = 30;
/** Number of causes that exist. */
const MOST = '20';

/** The values of a dimension with the most calls, causes by whose doing they are; each leads to its calls. */
export function TopTable({ title, by, query }: Of) {
  const { answer, error } = useAnswer('/api/v1/top', { ...query, by, limit: MOST }, { everySeconds: REFRESH_SECONDS });
  return (
    <section class="card">
      <h2>{title}</h2>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? (
        error === undefined ? (
          <Loading />
        ) : null
      ) : answer.values.length === 0 ? (
        <Empty what={WORDS.noneFailed} next="" />
      ) : null}
      {answer === undefined || answer.values.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col">{WORDS.dimensions[by]}</th>
              <th scope="col" class="number">
                {WORDS.callCount}
              </th>
            </tr>
          </thead>
          <SideGroups
            values={explainedFirst(by, answer.values)}
            callsOf={({ attempts }) => attempts}
            columns={2}
            row={({ value, attempts }) => (
              <tr key={value}>
                <td>
                  <a href={at(`/calls${withChange(query, { [by]: value })}`)}>{valueName(by, value)}</a>
                </td>
                <td class="number">{count(attempts)}</td>
              </tr>
            )}
          />
        </table>
      )}
    </section>
  );
}
