import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { count } from '../parts/numbers.ts';
import { Said } from '../parts/said.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { at } from '../place.ts';
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
          <p>
            <Said text={reason} />
          </p>
          <p class="faint">
            <Said text={fix} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function Card({ source }: { readonly source: Source }) {
  const { name, listens, frames, lastAt, agents, refusals } = source;
  const kind = name === 'events' ? 'events' : 'hep';
  return (
    <section class="card">
      <h2>
        <span class={`outcome ${lastAt === undefined ? 'neutral' : 'good'}`}>{titleOf(name)}</span>
      </h2>
      {listens.length === 0 ? null : (
        <p>
          {WORDS.listensAt}{' '}
          <span data-said>{listens.map(({ address, transport }) => `${transport.toUpperCase()} ${address}`).join(', ')}</span>
        </p>
      )}
      {lastAt === undefined ? (
        <div class="unfilled">
          <p>{WORDS.nothingYetOf[kind]}</p>
          <p class="faint">
            <Said text={WORDS.nothingYetNextOf[kind]} />
          </p>
          <pre tabIndex={0}>{WORDS.nothingYetLines[kind](location.origin + at(''))}</pre>
        </div>
      ) : (
        <p>
          {WORDS.arrivedSoFar[kind](count(frames) ?? '0')} <When at={lastAt} />
        </p>
      )}
      {agents.length === 0 ? null : <Agents name={name} agents={agents} />}
      {refusals.map(({ address, reason, count: refused, means, fix }) => (
        <p key={`${address} ${reason}`} class="failure">
          {WORDS.refused(count(refused) ?? '0', address)} <Said text={means} />{' '}
          <span class="faint">
            <Said text={fix} />
          </span>
        </p>
      ))}
    </section>
  );
}

/** Who sends, and how much. */
function Agents({ name, agents }: Pick<Source, 'name' | 'agents'>) {
  return (
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
  );
}

function titleOf(name: string): string {
  return Object.entries(WORDS.sourceTitles).find(([one]) => one === name)?.[1] ?? name;
}
