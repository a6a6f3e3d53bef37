import { useState } from 'preact/hooks';
import { AskError, change, queryText } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { Failure } from './states.tsx';

const HOURS = [1, 4, 24, 168] as const;
const MOST_COMMENT = 200;

interface Of {
  /** Labels and their values, all of which an alert has to have. */
  readonly matchers: Readonly<Record<string, string>>;
  readonly done: () => void;
  readonly left: () => void;
}

/** Makes a silence for alerts with these labels. */
export function SilenceForm({ matchers, done, left }: Of) {
  const [hours, setHours] = useState('4');
  const [comment, setComment] = useState('');
  const [error, setError] = useState<AskError | undefined>();
  const [isAsking, setIsAsking] = useState(false);
  const make = async (): Promise<void> => {
    setIsAsking(true);
    try {
      await change(
        'POST',
        `/api/v1/silences${queryText({ match: matchText(matchers), seconds: String(Number(hours) * 3600), comment })}`,
        {},
      );
      done();
    } catch (failed) {
      if (!(failed instanceof AskError)) throw failed;
      setError(failed);
      setIsAsking(false);
    }
  };
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <label>
        {WORDS.silenceFor}
        <select value={hours} onChange={({ currentTarget }) => setHours(currentTarget.value)}>
          {HOURS.map((one) => (
            <option key={one} value={String(one)}>
              {WORDS.silenceHours[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {WORDS.comment}
        <input value={comment} maxLength={MOST_COMMENT} onInput={({ currentTarget }) => setComment(currentTarget.value)} />
      </label>
      <button type="submit" disabled={isAsking}>
        {WORDS.silence}
      </button>
      <button type="button" class="quiet" onClick={left}>
        {WORDS.cancel}
      </button>
      {error === undefined ? null : <Failure error={error} />}
    </form>
  );
}

/** As the server reads it: a value with a comma or a quotation mark stands in quotation marks. */
function matchText(matchers: Of['matchers']): string {
  return Object.entries(matchers)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}
