import { useState } from 'preact/hooks';
import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AlertCard, type Alert } from '../parts/alert-card.tsx';
import { Silences } from '../parts/silences.tsx';
import { Said } from '../parts/said.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 10;
const STATES = ['firing', 'pending', 'resolved'] as const;

/** What fires and what soon may, who is told of it, and what is silenced. */
export function Alerts() {
  // A silence that was made or ended shows at once.
  const [changes, setChanges] = useState(0);
  const { answer, error } = useAnswer('/api/v1/alerts', {}, { everySeconds: REFRESH_SECONDS, again: changes });
  const changed = (): void => setChanges((before) => before + 1);
  return (
    <>
      <h1>{WORDS.alerts}</h1>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? error === undefined ? <Loading /> : null : <States answer={answer} changed={changed} />}
      <Silences changes={changes} changed={changed} />
      {answer === undefined ? null : <Receivers receivers={answer.receivers} />}
    </>
  );
}

function States({ answer: { alerts, at }, changed }: { readonly answer: Answer<'/api/v1/alerts'>; readonly changed: () => void }) {
  // The watchdog says that alerts work, and nothing else.
  const real = alerts.filter(({ severity }) => severity !== 'none');
  const inState = (state: (typeof STATES)[number]): readonly Alert[] => real.filter((one) => one.state === state);
  return (
    <>
      <p class="faint">
        {at === undefined ? (
          WORDS.notLookedAt
        ) : (
          <>
            {WORDS.lookedAt} <When at={at} shape="clock" />
          </>
        )}
      </p>
      {real.some(({ state }) => state !== 'resolved') ? null : <Empty what={WORDS.noAlerts} next={WORDS.noAlertsNext} />}
      {STATES.filter((state) => inState(state).length > 0).map((state) => (
        <section key={state} aria-label={WORDS.alertStates[state]}>
          <h2>
            {WORDS.alertStates[state]} ({inState(state).length})
          </h2>
          <ul class="findings">
            {inState(state).map((alert) => (
              <AlertCard key={`${alert.alert} ${JSON.stringify(alert.labels)}`} alert={alert} changed={changed} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Receivers({ receivers }: Pick<Answer<'/api/v1/alerts'>, 'receivers'>) {
  return (
    <section>
      <h2>{WORDS.receivers}</h2>
      {receivers.length > 0 ? null : (
        <div class="unfilled">
          <p>{WORDS.noReceivers}</p>
          <p class="faint">
            <Said text={WORDS.noReceiversNext} />
          </p>
          <pre tabIndex={0}>{WORDS.receiverLines}</pre>
        </div>
      )}
      <ul class="reasons">
        {receivers.map(({ name, kind, problem }) => (
          <li key={name}>
            <span class={`outcome ${problem === undefined ? 'good' : 'bad'}`}>{name}</span>
            <span class="faint">{kind}</span>
            <span>{problem ?? WORDS.canBeTold}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
