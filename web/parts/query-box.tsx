import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { WORDS } from '../words.ts';
import { conditionsText, FILTER_NAMES, NO_CONDITIONS, readConditions } from './conditions.ts';
import { useUrlState, withChange } from './location.ts';

/** What a server takes of an address is bounded, and so is what a proxy takes. */
const MOST_CHARACTERS = 4000;

/** All conditions in one line, as the commands take them. What is none stays where it was typed, and is named. */
export function QueryBox() {
  const [url, set] = useUrlState();
  const [wrong, setWrong] = useState<ComponentChildren>();
  const text = conditionsText(url);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget).get('conditions');
    const read = readConditions(typeof given === 'string' ? given : '');
    if ('unknown' in read) return setWrong(<NoCondition word={read.unknown} />);
    const change = { ...NO_CONDITIONS, ...read.conditions };
    if (withChange(url, change).length > MOST_CHARACTERS) return setWrong(WORDS.conditionsTooLong);
    setWrong(undefined);
    set(change);
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
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : 'no-condition'}
        />
      </label>
      <button type="submit">{WORDS.apply}</button>
      {wrong === undefined ? null : (
        <p class="wrong" role="alert" id="no-condition">
          {wrong}
        </p>
      )}
    </form>
  );
}

function NoCondition({ word }: { readonly word: string }) {
  return (
    <>
      {WORDS.noCondition(word)} <span class="faint">{WORDS.conditionNames(FILTER_NAMES.join(', '))}</span>
    </>
  );
}
