import { useState } from 'preact/hooks';
import { type Answer, queryText } from '../api/ask.ts';
import { at } from '../place.ts';
import { may } from '../session.ts';
import { WORDS } from '../words.ts';
import { callsOfAlert } from './alert-calls.ts';
import { Said } from './said.tsx';
import { SilenceForm } from './silence-form.tsx';
import { When } from './when.tsx';

export type Alert = Answer<'/api/v1/alerts'>['alerts'][number];

/** The screen that shows more of the subject of an alert. */
const SCREENS: Readonly<Record<string, string>> = {
  calls: '/failures',
  objectives: '/failures',
  trunks: '/trunks',
  registrations: '/registrations',
  media: '/quality',
  queues: '/queues',
  'voice-agents': '/voice-agents',
  modems: '/sms',
  cards: '/cards',
  server: '/sources',
};

/** One alert: what is wrong, since when, what to do, and where its calls are. Who may can silence it. */
export function AlertCard({ alert, changed }: { readonly alert: Alert; readonly changed: () => void }) {
  const { severity, summary, description, since, labels, silencedBy, inhibitedBy } = alert;
  const [isSilencing, setSilencing] = useState(false);
  const done = (): void => {
    setSilencing(false);
    changed();
  };
  return (
    <li class={severity}>
      <p>
        <strong>{WORDS.severities[severity]}</strong>: {summary}
      </p>
      <p>
        <Said text={description} />
      </p>
      <p class="faint">
        {alert.alert}, {WORDS.firingSince} <When at={since} />
        {Object.entries(labels).map(([name, value]) => `, ${name} ${value}`)}
        {silencedBy.length === 0 ? '' : `, ${WORDS.silenced}`}
        {inhibitedBy.length === 0 ? '' : `, ${WORDS.explainedBy(inhibitedBy.join(', '))}`}
      </p>
      <div class="actions">
        <a href={at(`/runbooks/${encodeURIComponent(alert.alert)}`)} target="_blank" rel="noreferrer">
          {WORDS.runbook}
        </a>
        <Behind alert={alert} />
        {!may('admin') || silencedBy.length > 0 || isSilencing ? null : (
          <button type="button" aria-label={`${WORDS.silence} ${alert.alert}`} onClick={() => setSilencing(true)}>
            {WORDS.silence}
          </button>
        )}
      </div>
      {isSilencing ? <SilenceForm matchers={{ alertname: alert.alert, ...labels }} done={done} left={() => setSilencing(false)} /> : null}
    </li>
  );
}

/** The calls that an alert is about, where it is about some, and the screen of its subject. */
function Behind({ alert }: { readonly alert: Alert }) {
  const screen = alert.subject === 'objectives' && alert.alert.startsWith('VoiceAgent') ? '/voice-agents' : SCREENS[alert.subject];
  const calls = callsOfAlert(alert);
  return (
    <>
      {calls === undefined ? null : <a href={at(`/calls${queryText(calls)}`)}>{WORDS.itsCalls}</a>}
      {screen === undefined ? null : <a href={at(screen)}>{WORDS.itsScreen}</a>}
    </>
  );
}
