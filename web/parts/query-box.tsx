import { useState } from 'preact/hooks';
import { WORDS } from '../words.ts';
import { conditionsText, FILTER_NAMES, NO_CONDITIONS, readConditions } from './conditions.ts';
import { useUrlState } from './location.ts';

/** All conditions in one line, as the commands take them. What is none stays where it was typed, and is named. */
export function QueryBox() {
  const [url, set] = useUrlState();
  const [unknown, setUnknown] = useState<string | undefined>();
  const text = conditionsText(url);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget).get('conditions');
    const read = readConditions(typeof given === 'string' ? given : '');
    setUnknown('unknown' in read ? read.unknown : undefined);
    if ('conditions' in read) set({ ...NO_CONDITIONS, ...read.conditions });
  };
  return (
    <form class="filters query" role="search" aria-label={WORDS.conditions} onSubmit={submit} key={text}>
      <label>
        {WORDS.conditions}
        <input
          name="conditions"
          type="search"
          defaultValue={text}
          autocomplete="off"
          spellcheck={false}
          placeholder={WORDS.conditionsExample}
          aria-invalid={unknown !== undefined}
          aria-describedby={unknown === undefined ? undefined : 'no-condition'}
        />
      </label>
      <button type="submit">{WORDS.apply}</button>
      {unknown === undefined ? null : (
        <p class="wrong" role="alert" id="no-condition">
          {WORDS.noCondition(unknown)} <span class="faint">{WORDS.conditionNames(FILTER_NAMES.join(', '))}</span>
        </p>
      )}
    </form>
  );
}
