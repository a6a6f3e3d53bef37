import { useAnswer } from '../api/use-answer.ts';
import { useUrlState } from '../parts/location.ts';
import { RangeChoice, useZoom } from '../parts/range.tsx';
import { at } from '../place.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { FailureTable } from '../parts/failure-table.tsx';
import { valueName } from '../parts/value-name.ts';
import { When } from '../parts/when.tsx';
import { ZoomButtons } from '../parts/zoom-buttons.tsx';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 30;
/** What may narrow the screen down, step by step. */
const STEPS = ['cause', 'hopTrunk', 'hop', 'hopCode'] as const;

/** Why calls fail: by cause, then trunk, then hop, down to the calls. */
export function Failures() {
  const [url, set] = useUrlState();
  const { ends } = useZoom();
  // Where there was no call at all in as long a time before, nothing is known of it: that is no 0.
  const before = useAnswer('/api/v1/dashboard', ends, { everySeconds: REFRESH_SECONDS }).answer?.previous.total;
  const isBeforeKnown = before && (before.attempts ?? 0) > 0;
  const chosen = Object.fromEntries(STEPS.flatMap((name) => (url[name] === undefined ? [] : [[name, url[name]]])));
  return (
    <>
      <div class="head">
        <h1>{WORDS.failures}</h1>
        <RangeChoice />
      </div>
      <ZoomButtons />
      <div class="chips">
        {STEPS.filter((name) => chosen[name] !== undefined).map((name) => (
          <button key={name} type="button" class="chip" onClick={() => set({ [name]: undefined })}>
            {WORDS.dimensions[name]}: {valueName(name, chosen[name] ?? '')} <span aria-hidden="true">×</span>
            <span class="hidden">{WORDS.takeAway}</span>
          </button>
        ))}
      </div>
      <div class="columns">
        {STEPS.filter((name) => url[name] === undefined).map((name) => (
          <FailureTable key={name} by={name} conditions={chosen} isBeforeKnown={isBeforeKnown} />
        ))}
      </div>
      <Newest conditions={chosen} />
    </>
  );
}

function Newest({ conditions }: { readonly conditions: Readonly<Record<string, string>> }) {
  const { ends } = useZoom();
  const { answer, error } = useAnswer('/api/v1/failures', { ...conditions, ...ends, limit: '25' }, { everySeconds: REFRESH_SECONDS });
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
