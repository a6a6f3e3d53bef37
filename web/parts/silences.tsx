import { useState } from 'preact/hooks';
import { type Answer, AskError, change } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { may } from '../session.ts';
import { WORDS } from '../words.ts';
import { NeedsRole } from './needs-role.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { When } from './when.tsx';

type Silence = Answer<'/api/v1/silences'>['silences'][number];

const REFRESH_SECONDS = 30;

interface Of {
  /** How many were made or ended on this screen: each asks anew. */
  readonly changes: number;
  readonly changed: () => void;
}

/** What is silenced, by whom and how long. Who may can end it. */
export function Silences({ changes, changed }: Of) {
  const { answer, error } = useAnswer('/api/v1/silences', {}, { everySeconds: REFRESH_SECONDS, again: changes });
  return (
    <section>
      <h2>{WORDS.silences}</h2>
      {error === undefined ? null : <Failure error={error} />}
      {may('admin') ? null : <NeedsRole what={WORDS.silenceNeeds} role="admin" />}
      {answer === undefined ? (
        error === undefined ? (
          <Loading />
        ) : null
      ) : answer.silences.length === 0 ? (
        <Empty what={WORDS.noSilences} next={WORDS.noSilencesNext} />
      ) : (
        <List silences={answer.silences} changed={changed} />
      )}
    </section>
  );
}

function List({ silences, changed }: { readonly silences: readonly Silence[]; readonly changed: () => void }) {
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={WORDS.silences}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.matches}</th>
            <th scope="col">{WORDS.until}</th>
            <th scope="col">{WORDS.by}</th>
            <th scope="col">{WORDS.comment}</th>
            <th scope="col">
              <span class="hidden">{WORDS.endSilence}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {silences.map((silence) => (
            <tr key={silence.id}>
              <td data-name={WORDS.matches}>{silence.matchers.join(', ')}</td>
              <td data-name={WORDS.until}>
                <When at={silence.until} />
              </td>
              <td data-name={WORDS.by}>{silence.by}</td>
              <td data-name={WORDS.comment}>{silence.comment}</td>
              <td>
                <End silence={silence} changed={changed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function End({ silence: { id, until, matchers }, changed }: { readonly silence: Silence; readonly changed: () => void }) {
  const [error, setError] = useState<AskError | undefined>();
  if (until * 1000 <= Date.now()) return <span class="faint">{WORDS.isOver}</span>;
  if (!may('admin')) return null;
  const end = async (): Promise<void> => {
    try {
      await change('DELETE', `/api/v1/silences/${encodeURIComponent(id)}`, {});
      changed();
    } catch (failed) {
      if (!(failed instanceof AskError)) throw failed;
      setError(failed);
    }
  };
  return (
    <>
      <button type="button" aria-label={WORDS.endSilenceOf(matchers.join(', '))} onClick={() => void end()}>
        {WORDS.endSilence}
      </button>
      {error === undefined ? null : <Failure error={error} />}
    </>
  );
}
