import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Board } from '../parts/board.tsx';
import { duration } from '../parts/numbers.ts';
import { RangeChoice } from '../parts/range.tsx';
import { NeedsRole } from '../parts/needs-role.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { ZoomButtons } from '../parts/zoom-buttons.tsx';
import { may } from '../session.ts';
import { WORDS } from '../words.ts';

type About = Answer<'/api/v1/about'>;
type Setting = Answer<'/api/v1/settings'>['settings'][number];

const REFRESH_SECONDS = 30;

/** The server itself: how it is, what it keeps, by which settings, and what it takes. */
export function Settings() {
  const { answer, error } = useAnswer('/api/v1/about', {}, { everySeconds: REFRESH_SECONDS });
  return (
    <>
      <div class="head">
        <h1>{WORDS.settings}</h1>
        <RangeChoice />
      </div>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? error === undefined ? <Loading /> : null : <Facts about={answer} />}
      <Checks />
      <h2>{WORDS.inForce}</h2>
      {may('admin') ? <List /> : <NeedsRole what={WORDS.settingsNeed} role="admin" />}
      <ZoomButtons />
      <Board name="ringscope" />
    </>
  );
}

function Facts({ about: { version, node, startedAt, keeps, isSynthetic } }: { readonly about: About }) {
  return (
    <dl class="facts">
      <Fact name={WORDS.version} value={version} />
      <Fact name="Node.js" value={node} />
      <div>
        <dt>{WORDS.runsSince}</dt>
        <dd>
          <When at={startedAt} /> ({duration(Math.max(0, Date.now() / 1000 - startedAt))})
        </dd>
      </div>
      <Fact name={WORDS.keeps.calls} value={WORDS.days(keeps.callsDays, WORDS.forEver)} />
      <Fact name={WORDS.keeps.timelines} value={WORDS.days(keeps.timelinesDays, WORDS.asCalls)} />
      <Fact name={WORDS.keeps.counts} value={WORDS.days(keeps.countsDays, WORDS.forEver)} />
      <Fact name={WORDS.keeps.raw} value={keeps.rawHours === 0 ? WORDS.isNotKept : (duration(keeps.rawHours * 3600) ?? '')} />
      <Fact name={WORDS.keeps.numbers} value={keeps.numbers === 'no' ? WORDS.isNotKept : keeps.numbers} />
      {isSynthetic ? <Fact name={WORDS.traffic} value={WORDS.isGenerated} /> : null}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What the server finds wrong with itself; all that is well in a line. */
function Checks() {
  const { answer, error } = useAnswer('/api/v1/health', {}, { everySeconds: REFRESH_SECONDS });
  if (answer === undefined) return error === undefined ? null : <Failure error={error} />;
  const wrong = answer.checks.filter(({ severity }) => severity !== 'ok');
  const store = answer.checks.filter(({ name, severity }) => severity === 'ok' && ['history', 'disk', 'spool', 'store'].includes(name));
  return (
    <section>
      <h2>{WORDS.health}</h2>
      <ul class="findings">
        {[...wrong, ...store].map(({ name, severity, reason, since }) => (
          <li key={name} class={severity === 'ok' ? '' : 'warning'}>
            <p>
              <span class={`outcome ${severity === 'ok' ? 'good' : 'bad'}`}>{name}:</span> {reason}
            </p>
            {severity === 'ok' ? null : (
              <p class="faint">
                {WORDS.firingSince} <When at={since} />
              </p>
            )}
          </li>
        ))}
      </ul>
      <p class="faint">{WORDS.checksWell(answer.checks.length - wrong.length, answer.checks.length)}</p>
    </section>
  );
}

function List() {
  const { answer, error } = useAnswer('/api/v1/settings', {});
  if (answer === undefined) return error === undefined ? <Loading /> : <Failure error={error} />;
  const changed = answer.settings.filter(({ origin }) => origin !== 'default');
  const others = answer.settings.filter(({ origin }) => origin === 'default');
  return (
    <>
      {changed.length === 0 ? <p class="faint">{WORDS.allDefault}</p> : <Table title={WORDS.inForce} settings={changed} />}
      <details class="unfilled">
        <summary>{WORDS.defaults(others.length)}</summary>
        <Table title={WORDS.defaults(others.length)} settings={others} />
      </details>
    </>
  );
}

function Table({ title, settings }: { readonly title: string; readonly settings: readonly Setting[] }) {
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.setting}</th>
            <th scope="col">{WORDS.value}</th>
            <th scope="col">{WORDS.origin}</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ name, value, origin, help }) => (
            <tr key={name}>
              <td data-name={WORDS.setting} title={help.replaceAll('`', '')}>
                <code>{name}</code>
              </td>
              <td data-name={WORDS.value}>{value === '' ? <span class="faint">{WORDS.unset}</span> : value}</td>
              <td data-name={WORDS.origin}>{origin}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
