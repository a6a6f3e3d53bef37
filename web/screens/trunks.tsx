import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { count, duration, percentage } from '../parts/numbers.ts';
import { useZoom } from '../parts/range.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Subject } from '../parts/subject.tsx';
import { valueName } from '../parts/value-name.ts';
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
  const { answer: inbound } = useAnswer('/api/v1/top', { ...window, by: 'trunk', direction: 'inbound' }, every);
  const { answer: transit } = useAnswer('/api/v1/top', { ...window, by: 'trunk', direction: 'transit' }, every);
  const { answer: to } = useAnswer('/api/v1/top', { ...window, by: 'hopTrunk' }, every);
  if (error !== undefined) return <Failure error={error} />;
  if (known === undefined || inbound === undefined || transit === undefined || to === undefined) return <Loading />;
  const entries = new Map(known.trunks.map((trunk) => [trunk.name, trunk.entries]));
  const [came, passed, went] = [byName(inbound), byName(transit), byName(to)];
  const names = [...new Set([...entries.keys(), ...went.keys(), ...came.keys(), ...passed.keys()])].filter((name) => name !== NONE);
  if (names.length === 0) return null;
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={WORDS.trunkList}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.trunk}</th>
            <th scope="col">{WORDS.role}</th>
            <th scope="col">{WORDS.knownBy}</th>
            {NUMBERS.map((name) => (
              <th key={name} scope="col" class="number">
                {WORDS[name]}
              </th>
            ))}
            <th scope="col">{WORDS.mostFail}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <Trunk
              key={name}
              name={name}
              entries={entries.get(name)}
              inbound={came.get(name)}
              transit={passed.get(name)}
              went={went.get(name)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The columns of numbers. */
const NUMBERS = ['callsFrom', 'asrFrom', 'attemptsTo', 'asrTo', 'failedAt', 'carriedLater', 'laterMedian', 'laterSum'] as const;

type Counted = Answer<'/api/v1/top'>['values'][number];

function byName({ values }: Answer<'/api/v1/top'>): ReadonlyMap<string, Counted> {
  return new Map(values.map((one) => [one.value, one]));
}

interface Of {
  readonly name: string;
  /** As the settings have them. Undefined of one that only a program tells of. */
  readonly entries: readonly string[] | undefined;
  /** Calls that came from it to us, and those that went on to another trunk. */
  readonly inbound: Counted | undefined;
  readonly transit: Counted | undefined;
  /** Attempts to it. */
  readonly went: Counted | undefined;
}

/** Words among the entries that say what a trunk is, and not where. */
const ROLES = ['carrier', 'access'] as const;

function Trunk({ name, entries = [], inbound, transit, went }: Of) {
  const { inUrl } = useZoom();
  const to = (conditions: Readonly<Record<string, string>>, path = '/calls'): string =>
    at(`${path}?${new URLSearchParams({ ...inUrl, ...conditions })}`);
  const role = ROLES.find((one) => entries.includes(one));
  const from = (calls: Counted | undefined, direction: string, text: (calls: string) => string) =>
    calls === undefined ? null : <a href={to({ trunk: name, direction })}>{text(count(calls.attempts) ?? '')}</a>;
  const cells = {
    callsFrom: (
      <>
        {from(inbound, 'inbound', (calls) => calls)} {from(transit, 'transit', WORDS.transitFrom)}
      </>
    ),
    asrFrom: percentage(answeredOf(inbound, transit)),
    attemptsTo: went === undefined ? '' : <a href={to({ hopTrunk: name })}>{count(went.attempts)}</a>,
    ...attemptCells(went),
  };
  return (
    <tr>
      <td data-name={WORDS.trunk}>{name}</td>
      <td data-name={WORDS.role}>{role === undefined ? '' : WORDS.trunkRoles[role]}</td>
      <td data-name={WORDS.knownBy}>{entries.filter((one) => one !== role).join(', ')}</td>
      {NUMBERS.map((one) => (
        <td key={one} data-name={WORDS[one]} class="number">
          {cells[one]}
        </td>
      ))}
      <td data-name={WORDS.mostFail}>{went === undefined ? '' : <Cause name={name} href={to({ hopTrunk: name }, '/failures')} />}</td>
    </tr>
  );
}

/** Cells of the attempts to a trunk; empty without any. */
function attemptCells(
  went: Counted | undefined,
): Readonly<Record<'asrTo' | 'failedAt' | 'carriedLater' | 'laterMedian' | 'laterSum', string | undefined>> {
  const { asr, failed, failedRatio, carriedLater, carriedLaterDelay } = went ?? {};
  const share = failedRatio === undefined ? '' : ` (${percentage(failedRatio)})`;
  return {
    asrTo: percentage(asr),
    failedAt: failed === undefined ? '' : `${count(failed)}${share}`,
    carriedLater: count(carriedLater),
    laterMedian: duration(carriedLaterDelay?.p50),
    laterSum: duration(carriedLaterDelay?.sum),
  };
}

/** The share of calls from a trunk that were answered, in both directions together. */
function answeredOf(...parts: readonly (Counted | undefined)[]): number | undefined {
  const sum = (number: (part: Counted) => number): number => parts.reduce((all, part) => all + (part === undefined ? 0 : number(part)), 0);
  const seized = sum(({ attempts, challenged, redirected }) => attempts - challenged - redirected);
  return seized === 0 ? undefined : sum(({ answered }) => answered) / seized;
}

/** Why most of the attempts failed that were sent to a trunk. */
function Cause({ name, href }: { readonly name: string; readonly href: string }) {
  const { ends } = useZoom();
  const query = { ...ends, hopTrunk: name, by: 'hopCause', limit: '1' } as const;
  const { answer } = useAnswer('/api/v1/failures', query, { everySeconds: REFRESH_SECONDS });
  const [first] = answer?.groups ?? [];
  if (first === undefined) return null;
  return (
    <a href={href}>
      {valueName('hopCause', first.value)} ({count(first.failed)})
    </a>
  );
}
