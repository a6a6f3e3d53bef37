import { useAnswer } from '../api/use-answer.ts';
import { count, percentage } from '../parts/numbers.ts';
import { useZoom } from '../parts/range.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Subject } from '../parts/subject.tsx';
import { explainedFirst, valueName } from '../parts/value-name.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 30;
/** Of trunks of the settings as many as there are; of others those with the most calls. */
const MOST = '100';
/** What calls have as trunk that came from or went to none. */
const NONE = 'none';

/** Trunks: what is known of each, what came of its calls, and its panels. */
export function Trunks() {
  return (
    <Subject name="trunks">
      <List />
    </Subject>
  );
}

function List() {
  const { query } = useZoom();
  const every = { everySeconds: REFRESH_SECONDS };
  const window = { ...query, limit: MOST };
  const { answer: known, error } = useAnswer('/api/v1/trunks', {}, every);
  const { answer: from } = useAnswer('/api/v1/top', { ...window, by: 'trunk' }, every);
  const { answer: to } = useAnswer('/api/v1/top', { ...window, by: 'hopTrunk' }, every);
  if (error !== undefined) return <Failure error={error} />;
  if (known === undefined || from === undefined || to === undefined) return <Loading />;
  const entries = new Map(known.trunks.map((trunk) => [trunk.name, trunk.entries]));
  const [came, went] = [from, to].map(({ values }) => new Map(values.map((one) => [one.value, one])));
  const names = [...new Set([...entries.keys(), ...(went?.keys() ?? []), ...(came?.keys() ?? [])])].filter((name) => name !== NONE);
  if (names.length === 0) return null;
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={WORDS.trunkList}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.trunk}</th>
            <th scope="col">{WORDS.role}</th>
            <th scope="col">{WORDS.knownBy}</th>
            <th scope="col" class="number">
              {WORDS.callsFrom}
            </th>
            <th scope="col" class="number">
              {WORDS.asrFrom}
            </th>
            <th scope="col" class="number">
              {WORDS.callsTo}
            </th>
            <th scope="col" class="number">
              {WORDS.asrTo}
            </th>
            <th scope="col">{WORDS.mostFail}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <Trunk key={name} name={name} entries={entries.get(name)} came={came?.get(name)} went={went?.get(name)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Calls {
  readonly attempts: number;
  readonly asr?: number;
}

interface Of {
  readonly name: string;
  /** As the settings have them. Undefined of one that only a program tells of. */
  readonly entries: readonly string[] | undefined;
  readonly came: Calls | undefined;
  readonly went: Calls | undefined;
}

/** Words among the entries that say what a trunk is, and not where. */
const ROLES = ['carrier', 'access'] as const;

function Trunk({ name, entries = [], came, went }: Of) {
  const { inUrl } = useZoom();
  const href = (by: 'trunk' | 'hopTrunk', path = '/calls'): string => at(`${path}?${new URLSearchParams({ ...inUrl, [by]: name })}`);
  const role = ROLES.find((one) => entries.includes(one));
  return (
    <tr>
      <td data-name={WORDS.trunk}>{name}</td>
      <td data-name={WORDS.role}>{role === undefined ? '' : WORDS.trunkRoles[role]}</td>
      <td data-name={WORDS.knownBy}>{entries.filter((one) => one !== role).join(', ')}</td>
      <td data-name={WORDS.callsFrom} class="number">
        {came === undefined ? '' : <a href={href('trunk')}>{count(came.attempts)}</a>}
      </td>
      <td data-name={WORDS.asrFrom} class="number">
        {percentage(came?.asr)}
      </td>
      <td data-name={WORDS.callsTo} class="number">
        {went === undefined ? '' : <a href={href('hopTrunk')}>{count(went.attempts)}</a>}
      </td>
      <td data-name={WORDS.asrTo} class="number">
        {percentage(went?.asr)}
      </td>
      <td data-name={WORDS.mostFail}>{went === undefined ? '' : <Cause name={name} href={href('hopTrunk', '/failures')} />}</td>
    </tr>
  );
}

/** Why most of the failed calls over a trunk failed. */
function Cause({ name, href }: { readonly name: string; readonly href: string }) {
  const { query: time } = useZoom();
  const query = { ...time, hopTrunk: name, failed: 'true', by: 'cause', limit: '2' } as const;
  const { answer } = useAnswer('/api/v1/top', query, { everySeconds: REFRESH_SECONDS });
  const [first] = explainedFirst('cause', answer?.values ?? []);
  if (first === undefined) return null;
  return (
    <a href={href}>
      {valueName('cause', first.value)} ({count(first.attempts)})
    </a>
  );
}
