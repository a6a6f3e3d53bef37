import { useAnswer } from '../api/use-answer.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { failedOf } from './failed-of.ts';
import { withChange } from './location.ts';
import { percentage } from './numbers.ts';
import { useZoom } from './range.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { explainedFirst, valueName } from './value-name.ts';

const REFRESH_SECONDS = 30;
const MOST_ROWS = 10;

/** The trunks at which attempts failed, the largest share first; each leads to what failed there. */
export function PlaceTable() {
  const { ends, inUrl } = useZoom();
  const { answer, error } = useAnswer('/api/v1/failures', { ...ends, by: 'hopTrunk', limit: '1' }, { everySeconds: REFRESH_SECONDS });
  const groups = explainedFirst('hopTrunk', answer?.groups ?? []).slice(0, MOST_ROWS);
  return (
    <section class="card">
      <h2>{WORDS.whereCallsFail}</h2>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined && error === undefined ? <Loading /> : null}
      {answer !== undefined && groups.length === 0 ? <Empty what={WORDS.noneFailedAttempts} next="" /> : null}
      {groups.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col">{WORDS.dimensions.hopTrunk}</th>
              <th scope="col" class="number">
                {WORDS.failedAttempts}
              </th>
              <th scope="col" class="number">
                {WORDS.failedShare}
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.value}>
                <td>
                  <a href={at(`/failures${withChange(inUrl, { hopTrunk: group.value })}`)}>{valueName('hopTrunk', group.value)}</a>
                </td>
                <td class="number">{failedOf(group)}</td>
                <td class="number">{percentage(group.failedRatio)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
