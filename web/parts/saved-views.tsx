import { signal } from '@preact/signals';
import { keep, kept } from './kept.ts';
import { Unfold } from './unfold.tsx';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { type Conditions, PRIVATE_NAMES } from './conditions.ts';
import { useUrlState, withChange } from './location.ts';

interface View {
  readonly name: string;
  /** The part of the URL behind its path. */
  readonly query: string;
}

const KEY = 'ringscope.views';
const MOST_VIEWS = 50;
const MOST_CHARACTERS = 60;

/** Those that were saved in this browser. */
const views = signal<readonly View[]>(read());

function read(): readonly View[] {
  try {
    const saved: unknown = JSON.parse(kept(KEY) ?? '[]');
    return Array.isArray(saved) ? saved.filter(isView).slice(0, MOST_VIEWS) : [];
  } catch {
    // Somebody else wrote it.
    return [];
  }
}

function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false;
  return typeof Reflect.get(value, 'name') === 'string' && typeof Reflect.get(value, 'query') === 'string';
}

function save(changed: readonly View[]): void {
  views.value = changed;
  keep(KEY, JSON.stringify(changed));
}

/** Conditions under a name, kept in this browser. What names people is left out. */
export function SavedViews() {
  const [url] = useUrlState();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget).get('name');
    const name = typeof given === 'string' ? given.trim().slice(0, MOST_CHARACTERS) : '';
    if (name === '') return;
    save([...views.value.filter((view) => view.name !== name), { name, query: queryOf(url) }].slice(-MOST_VIEWS));
    event.currentTarget.reset();
  };
  return (
    <Unfold name={WORDS.savedViews}>
      <ul>
        {views.value.map(({ name, query }) => (
          <li key={name}>
            <a href={at(`/calls${query}`)} data-said>
              {name}
            </a>{' '}
            <button
              type="button"
              class="quiet"
              aria-label={WORDS.deleteView(name)}
              onClick={() => save(views.value.filter((view) => view.name !== name))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <form class="filters" onSubmit={submit}>
        <label>
          {WORDS.viewName}
          <input name="name" required maxLength={MOST_CHARACTERS} autocomplete="off" />
        </label>
        <button type="submit">{WORDS.saveView}</button>
      </form>
    </Unfold>
  );
}

function queryOf(url: Conditions): string {
  return withChange(url, { cursor: undefined, ...Object.fromEntries(PRIVATE_NAMES.map((name) => [name, undefined])) });
}
