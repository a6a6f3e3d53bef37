import { useAnswer } from '../api/use-answer.ts';
import { useUrlState } from '../parts/location.ts';
import { RangeChoice, useRange } from '../parts/range.tsx';
import { at } from '../place.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { FailureTable } from '../parts/failure-table.tsx';
import { When } from '../parts/when.tsx';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 30;
/** What may narrow the screen down, step by step. */
const STEPS = ['cause', 'hopTrunk', 'hop', 'hopCode'] as const;

/** Why calls fail: by cause, then trunk, then hop, down to the calls. */
export function Failures() {
  const [url, set] = useUrlState();
  const { hours } = useRange();
  const chosen = Object.fromEntries(STEPS.flatMap((name) => (url[name] === undefined ? [] : [[name, url[name]]])));
  return (
    <>
      <div class="head">
        <h1>{WORDS.failures}</h1>
        <RangeChoice />
      </div>
      <div class="chips">
        {STEPS.filter((name) => chosen[name] !== undefined).map((name) => (
          <button key={name} type="button" class="chip" onClick={() => set({ [name]: undefined })}>
            {WORDS.dimensions[name]}: {chosen[name]?.replaceAll('_', ' ')} <span aria-hidden="true">×</span>
            <span class="hidden">{WORDS.takeAway}</span>
          </button>
        ))}
      </div>
      <div class="columns">
        {STEPS.filter((name) => url[name] === undefined).map((name) => (
          <FailureTable key={name} by={name} conditions={chosen} hours={hours} />
        ))}
      </div>
      <Newest conditions={chosen} hours={hours} />
    </>
  );
}

function Newest({ conditions, hours }: { readonly conditions: Readonly<Record<string, string>>; readonly hours: number }) {
  const since = new Date((Math.floor(Date.now() / 60_000) * 60 - hours * 3600) * 1000).toISOString();
  const { answer, error } = useAnswer('/api/v1/failures', { ...conditions, since, limit: '25' }, { everySeconds: REFRESH_SECONDS });
  return (
    <section>
      <h2>{WORDS.newestFailures}</h2>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? (
        error === undefined ? (
          <Loading />
        ) : null
      ) : answer.failures.length === 0 ? (
        <Empty what={WORDS.noneFailed} next="" />
      ) : null}
      <ul class="reasons">
        {answer?.failures.map(({ reason, call }) => (
          <li key={call.id}>
            <a href={at(`/calls/${encodeURIComponent(call.id)}`)}>
              <When at={call.startedAt} />
            </a>
            <span>{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
