import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { count } from '../parts/numbers.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { WORDS } from '../words.ts';

type Source = Answer<'/api/v1/sources'>['sources'][number];
type Finding = Answer<'/api/v1/sources'>['findings'][number];
const REFRESH_SECONDS = 2;

/** What is listened to, whether anything arrives, and what to mend. */
export function Sources() {
  const { answer, error } = useAnswer('/api/v1/sources', {}, { everySeconds: REFRESH_SECONDS });
  return (
    <>
      <h1>{WORDS.sources}</h1>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? error === undefined ? <Loading /> : null : <Findings findings={answer.findings} />}
      {answer?.sources.length === 0 ? <Empty what={WORDS.noSource} next={WORDS.noSourceNext} /> : null}
      {answer?.sources.map((source) => (
        <Card key={source.name} source={source} />
      ))}
    </>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul class="findings">
      {findings.map(({ name, subject, severity, reason, fix }) => (
        <li key={`${name} ${subject}`} class={severity}>
          <p>{reason}</p>
          <p class="faint">{fix}</p>
        </li>
      ))}
    </ul>
  );
}

function Card({ source }: { readonly source: Source }) {
  const { name, listens, frames, lastAt, agents, refusals } = source;
  return (
    <section class="card">
      <h2>
        <span class={`outcome ${lastAt === undefined ? 'neutral' : 'good'}`}>{name}</span>
      </h2>
      <p>
        {listens.map(({ address, transport }) => `${transport} ${address}: `).join('')}
        {WORDS.framesSeen(count(frames) ?? '0')} {lastAt === undefined ? WORDS.nothingYetNext : <When at={lastAt} />}
      </p>
      {agents.length === 0 ? null : (
        <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.agentsOf(name)}>
          <table class="stacked">
            <thead>
              <tr>
                <th scope="col">{WORDS.sender}</th>
                <th scope="col">{WORDS.address}</th>
                <th scope="col" class="number">
                  {WORDS.frames}
                </th>
                <th scope="col">{WORDS.lastSeen}</th>
              </tr>
            </thead>
            <tbody>
              {agents.map((agent) => (
                <tr key={`${agent.label} ${agent.address}`}>
                  <td data-name={WORDS.sender}>{agent.label}</td>
                  <td data-name={WORDS.address}>{agent.address}</td>
                  <td data-name={WORDS.frames} class="number">
                    {count(agent.frames)}
                  </td>
                  <td data-name={WORDS.lastSeen}>
                    <When at={agent.lastAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {refusals.map(({ address, reason, count: refused, means, fix }) => (
        <p key={`${address} ${reason}`} class="failure">
          {WORDS.refused(count(refused) ?? '0', address)} {means} <span class="faint">{fix}</span>
        </p>
      ))}
    </section>
  );
}
