import type { Query } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { WORDS } from '../words.ts';
import { useUrlState } from './location.ts';
import { count } from './numbers.ts';
import { valueName } from './value-name.ts';

/** What calls are told apart by, and what the answer calls it. */
const FACETS = [
  ['outcome', 'byOutcome'],
  ['cause', 'byCause'],
  ['trunk', 'byTrunk'],
  ['sipCode', 'bySipCode'],
  ['direction', 'byDirection'],
  ['codec', 'byCodec'],
] as const;
const MOST_VALUES = 6;

/** How many of the calls that meet the conditions have which value; each is a condition more, or one less where it is set already. */
export function Facets({ conditions }: { readonly conditions: Query<'/api/v1/dashboard'> }) {
  const [url, set] = useUrlState();
  const isOpen = url['facets'] === 'open';
  const { answer } = useAnswer('/api/v1/dashboard', conditions, { isAsked: isOpen });
  const groups = isOpen ? FACETS : [];
  return (
    <details class="facets" open={isOpen} onToggle={({ currentTarget }) => toggle(currentTarget.open, url, set)}>
      <summary>
        {WORDS.narrowDown}
        {answer === undefined ? null : <span class="faint"> {WORDS.callsFound(count(answer.total.attempts) ?? '')}</span>}
      </summary>
      <div class="facet-groups">
        {groups.map(([name, by]) => {
          const values = Object.entries(answer?.[by] ?? {}).toSorted(([, one], [, other]) => other.attempts - one.attempts);
          if (values.length === 0) return null;
          return (
            <fieldset key={name}>
              <legend>{WORDS.dimensions[name]}</legend>
              {values.slice(0, MOST_VALUES).map(([value, { attempts }]) => (
                <button
                  key={value}
                  type="button"
                  class="facet"
                  aria-pressed={url[name] === value}
                  onClick={() => set({ [name]: url[name] === value ? undefined : value })}
                >
                  <span data-said>{valueName(name, value)}</span> <span class="faint">{count(attempts)}</span>
                </button>
              ))}
            </fieldset>
          );
        })}
      </div>
    </details>
  );
}

/** Whether they are open stands in the URL, too. */
function toggle(isOpen: boolean, url: Readonly<Record<string, string>>, set: ReturnType<typeof useUrlState>[1]): void {
  if (isOpen !== (url['facets'] === 'open')) set({ facets: isOpen ? 'open' : undefined });
}
