import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { duration } from './numbers.ts';

type Stages = Answer<'/api/v1/calls/{id}'>['calls'][number]['stages'];

/** What the stages of a voice agent took: a bar each on the time axis of the call. */
export function Turns({ stages, startedAt }: { readonly stages: Stages; readonly startedAt: number }) {
  if (stages.length === 0) return null;
  const bars = stages.map(({ at, stage, seconds }) => ({ stage, seconds, begin: at - seconds - startedAt, end: at - startedAt }));
  const first = Math.min(0, ...bars.map(({ begin }) => begin));
  const span = Math.max(0.001, ...bars.map(({ end }) => end)) - first;
  return (
    <>
      <h2>{WORDS.turns}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.turns}>
        <table class="turns stacked">
          <thead>
            <tr>
              <th scope="col">{WORDS.time}</th>
              <th scope="col">{WORDS.dimensions.stage}</th>
              <th scope="col" class="number">
                {WORDS.took}
              </th>
              <th scope="col" class="wide">
                {WORDS.onTheCall}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars
              .toSorted((one, other) => one.begin - other.begin || other.end - one.end)
              .map(({ stage, seconds, begin }, index) => (
                <tr key={`${begin} ${stage} ${index}`}>
                  <td data-name={WORDS.time} class="offset">
                    +{begin.toFixed(3)}
                  </td>
                  <td data-name={WORDS.dimensions.stage}>{WORDS.stages[stage]}</td>
                  <td data-name={WORDS.took} class="number">
                    {duration(seconds)}
                  </td>
                  <td data-name={WORDS.onTheCall} class="wide whole">
                    <span
                      class="bar"
                      style={{ '--from': String((begin - first) / span), '--width': String(seconds / span) }}
                      aria-hidden="true"
                    />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
