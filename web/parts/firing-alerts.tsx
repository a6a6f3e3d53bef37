import { useAnswer } from '../api/use-answer.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { When } from './when.tsx';

const REFRESH_SECONDS = 15;
/** More are counted: what else the overview shows is to be seen as well. */
const MOST = 3;

/** What the alerts say now. One of severity `none` only says that alerts work. */
export function FiringAlerts() {
  const { answer } = useAnswer('/api/v1/alerts', {}, { everySeconds: REFRESH_SECONDS });
  const firing = (answer?.alerts ?? []).filter(
    ({ state, severity, silencedBy, inhibitedBy }) =>
      state === 'firing' && severity !== 'none' && silencedBy.length === 0 && inhibitedBy.length === 0,
  );
  if (firing.length === 0) return null;
  return (
    <section aria-label={WORDS.firing}>
      <h2>
        <a href={at('/alerts')}>{WORDS.firing}</a>
      </h2>
      <ul class="findings">
        {firing.slice(0, MOST).map(({ alert, labels, severity, summary, since }) => (
          <li key={`${alert} ${JSON.stringify(labels)}`} class={severity}>
            <p>
              <strong>{WORDS.severities[severity]}</strong>: {summary}
            </p>
            <p class="faint">
              <a href={at('/alerts')}>{alert}</a>, {WORDS.firingSince} <When at={since} />
            </p>
          </li>
        ))}
      </ul>
      {firing.length > MOST ? (
        <p>
          <a href={at('/alerts')}>{WORDS.firingMore(firing.length - MOST)}</a>
        </p>
      ) : null}
    </section>
  );
}
