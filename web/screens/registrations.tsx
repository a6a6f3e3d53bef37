import type { Answer, Query } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useUrlState, withChange } from '../parts/location.ts';
import { duration } from '../parts/numbers.ts';
import { useZoom } from '../parts/range.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Subject } from '../parts/subject.tsx';
import { When } from '../parts/when.tsx';
import { WORDS } from '../words.ts';

type Registration = Answer<'/api/v1/registrations'>['registrations'][number];
type Outcome = NonNullable<Query<'/api/v1/registrations'>['outcome']>;

const REFRESH_SECONDS = 15;
const LIMIT = '25';
const OUTCOMES: readonly Outcome[] = ['registered', 'unregistered', 'rejected', 'failed', 'timeout'];

/** Who registers, who could not, and the panels of registrations. */
export function Registrations() {
  return (
    <Subject name="registrations">
      <Newest />
    </Subject>
  );
}

function Newest() {
  const [url, set] = useUrlState();
  const { ends } = useZoom();
  const outcome = OUTCOMES.find((one) => one === url['outcome']);
  const query = {
    ...ends,
    limit: LIMIT,
    ...(outcome === undefined ? {} : { outcome }),
    ...(url['cursor'] === undefined ? {} : { cursor: url['cursor'] }),
  };
  const { answer, error } = useAnswer('/api/v1/registrations', query, { everySeconds: REFRESH_SECONDS });
  return (
    <section class="card">
      <div class="head">
        <h2>{WORDS.newestRegistrations}</h2>
        <label>
          {WORDS.outcome}{' '}
          <select value={outcome ?? ''} onChange={({ currentTarget }) => set({ outcome: currentTarget.value })}>
            <option value="">{WORDS.any}</option>
            {OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? error === undefined ? <Loading /> : null : <Table registrations={answer.registrations} />}
      <nav class="pages" aria-label={WORDS.pages}>
        {url['cursor'] === undefined ? null : <a href={withChange(url, { cursor: undefined }) || '?'}>{WORDS.newest}</a>}
        {answer?.nextCursor === undefined ? null : <a href={withChange(url, { cursor: answer.nextCursor })}>{WORDS.older}</a>}
      </nav>
    </section>
  );
}

function Table({ registrations }: { readonly registrations: readonly Registration[] }) {
  if (registrations.length === 0) return <Empty what={WORDS.noRegistrations} next={WORDS.noRegistrationsNext} />;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.newestRegistrations}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.time}</th>
            <th scope="col">{WORDS.registered}</th>
            <th scope="col">{WORDS.outcome}</th>
            <th scope="col">{WORDS.address}</th>
            <th scope="col">{WORDS.captureAgent}</th>
            <th scope="col" class="number">
              {WORDS.code}
            </th>
            <th scope="col" class="number">
              {WORDS.took}
            </th>
            <th scope="col" class="number">
              {WORDS.expires}
            </th>
          </tr>
        </thead>
        <tbody>
          {registrations.map((one) => (
            <tr key={one.id}>
              <td data-name={WORDS.time}>
                <When at={one.startedAt} />
              </td>
              <td data-name={WORDS.registered}>{one.user ?? ''}</td>
              <td data-name={WORDS.outcome}>
                <span class={`outcome ${one.outcome === 'registered' ? 'good' : one.outcome === 'unregistered' ? 'neutral' : 'bad'}`}>
                  {one.outcome}
                </span>
              </td>
              <td data-name={WORDS.address}>{one.address}</td>
              <td data-name={WORDS.captureAgent}>{one.agent}</td>
              <td data-name={WORDS.code} class="number">
                {one.sipCode ?? ''}
              </td>
              <td data-name={WORDS.took} class="number">
                {duration(one.firstRrdSeconds ?? one.rrdSeconds) ?? ''}
              </td>
              <td data-name={WORDS.expires} class="number">
                {duration(one.expiresSeconds) ?? ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
