import { may } from '../session.ts';
import { WORDS } from '../words.ts';
import { FILTER_NAMES, type FilterName } from './conditions.ts';
import { useUrlState } from './location.ts';

const OUTCOMES = ['answered', 'busy', 'no_answer', 'cancelled', 'redirected', 'rejected', 'failed', 'unknown'] as const;

/** Conditions in words: those that are often asked for as fields, all others that are set as something to take away. */
export function Filters() {
  const [url, set] = useUrlState();
  const shown: readonly FilterName[] = ['outcome', 'trunk', 'callId', 'number'];
  const others = ([...FILTER_NAMES, 'since', 'until'] as const).filter(
    (name) => !shown.some((one) => one === name) && url[name] !== undefined,
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget);
    set(Object.fromEntries(shown.map((name) => [name, textOf(given.get(name))])));
  };
  return (
    <form class="filters" role="search" onSubmit={submit} key={JSON.stringify(url)}>
      <label>
        {WORDS.outcome}
        <select name="outcome" defaultValue={url['outcome'] ?? ''} onChange={({ currentTarget }) => currentTarget.form?.requestSubmit()}>
          <option value="">{WORDS.any}</option>
          {OUTCOMES.map((one) => (
            <option key={one} value={one} selected={one === url['outcome']}>
              {one.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      </label>
      {(['trunk', 'callId', ...(may('pii') ? (['number'] as const) : [])] as const).map((name) => (
        <label key={name}>
          {WORDS.dimensions[name]}
          <input name={name} type="search" defaultValue={url[name] ?? ''} autocomplete="off" spellcheck={false} />
        </label>
      ))}
      <button type="submit">{WORDS.find}</button>
      {others.map((name) => (
        <button key={name} type="button" class="chip" onClick={() => set({ [name]: undefined })}>
          {WORDS.dimensions[name]}
          {url[name] === 'true' ? '' : `: ${url[name] ?? ''}`} <span aria-hidden="true">×</span>
          <span class="hidden">{WORDS.takeAway}</span>
        </button>
      ))}
    </form>
  );
}

function textOf(value: FormDataEntryValue | null): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
