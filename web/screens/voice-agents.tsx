import { useAnswer } from '../api/use-answer.ts';
import { count, duration } from '../parts/numbers.ts';
import { useZoom } from '../parts/range.tsx';
import { Failure } from '../parts/states.tsx';
import { Subject } from '../parts/subject.tsx';
import { When } from '../parts/when.tsx';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 30;
/** Among so many of the newest answers the slowest are looked for. */
const LOOKED_AT = 500;
const SHOWN = 10;
// Object.keys loses that the names are the stages.
const STAGES = Object.keys(WORDS.stages) as readonly (keyof typeof WORDS.stages)[];

/** Voice agents: what each stage takes, which calls waited longest, and their panels. */
export function VoiceAgents() {
  return (
    <Subject name="voice-agents">
      <div class="columns">
        <Stages />
        <Slowest />
      </div>
    </Subject>
  );
}

function Stages() {
  const { query, inUrl } = useZoom();
  const { answer, error } = useAnswer('/api/v1/latencies', query, { everySeconds: REFRESH_SECONDS });
  const stages = STAGES.flatMap((name) => {
    const spread = answer?.stages[name];
    return spread === undefined ? [] : [{ name, spread }];
  });
  if (error !== undefined) return <Failure error={error} />;
  if (stages.length === 0) return null;
  return (
    <section class="card">
      <h2>{WORDS.byStage}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.byStage}>
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">{WORDS.dimensions.stage}</th>
              <th scope="col" class="number">
                {WORDS.median}
              </th>
              <th scope="col" class="number">
                p95
              </th>
              <th scope="col" class="number">
                {WORDS.longest}
              </th>
              <th scope="col" class="number">
                {WORDS.howMany}
              </th>
            </tr>
          </thead>
          <tbody>
            {stages.map(({ name, spread }) => (
              <tr key={name}>
                <td data-name={WORDS.dimensions.stage}>
                  <a href={at(`/calls?${new URLSearchParams({ ...inUrl, stage: name })}`)}>{WORDS.stages[name]}</a>
                </td>
                <td data-name={WORDS.median} class="number">
                  {duration(spread.p50)}
                </td>
                <td data-name="p95" class="number">
                  {duration(spread.p95)}
                </td>
                <td data-name={WORDS.longest} class="number">
                  {duration(spread.max)}
                </td>
                <td data-name={WORDS.howMany} class="number">
                  {count(spread.count)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The newest answers that callers waited longest for. */
function Slowest() {
  const { ends } = useZoom();
  const query = { stage: 'speech_end_to_first_audio', ...ends, limit: String(LOOKED_AT) } as const;
  const { answer } = useAnswer('/api/v1/latencies/events', query, { everySeconds: REFRESH_SECONDS });
  const slowest = (answer?.latencies ?? []).toSorted((one, other) => other.seconds - one.seconds).slice(0, SHOWN);
  if (slowest.length === 0) return null;
  return (
    <section class="card">
      <h2>{WORDS.slowest(count(LOOKED_AT) ?? '')}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.slowest(count(LOOKED_AT) ?? '')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{WORDS.call}</th>
              <th scope="col" class="number">
                {WORDS.waited}
              </th>
            </tr>
          </thead>
          <tbody>
            {slowest.map(({ id, callId, at: time, seconds }) => (
              <tr key={id}>
                <td>
                  <a href={at(`/calls/${encodeURIComponent(callId)}`)}>
                    <When at={time} />
                  </a>
                </td>
                <td class="number">{duration(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
