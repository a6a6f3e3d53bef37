import { useEffect, useState } from 'preact/hooks';
import { ask, AskError, type Answer } from '../api/ask.ts';
import { isRevealing, may } from '../session.ts';
import { WORDS } from '../words.ts';
import { Failure } from './states.tsx';

type Call = Answer<'/api/v1/calls/{id}'>['calls'][number]['call'];

/** What was revealed of a call that is looked at. */
export interface Revealed {
  /** By the id of their records. */
  readonly calls: ReadonlyMap<string, Call>;
  readonly error: AskError | undefined;
}

const NOTHING: Revealed = { calls: new Map(), error: undefined };

/** The numbers of a call, while somebody who may see them wants to. The server notes each time that they are asked for, so they are once for each call. */
export function useRevealed(id: string): Revealed {
  const [revealed, setRevealed] = useState(NOTHING);
  const isWanted = isRevealing.value && may('pii');
  useEffect(() => {
    setRevealed(NOTHING);
    if (!isWanted) return undefined;
    const ending = new AbortController();
    ask('/api/v1/calls/{id}', { numbers: 'true', orNone: 'true' }, { names: { id }, signal: ending.signal }).then(
      ({ calls }) => setRevealed({ calls: new Map(calls.map(({ call }) => [call.id, call])), error: undefined }),
      (error: unknown) => {
        if (error instanceof AskError) setRevealed({ calls: new Map(), error });
      },
    );
    return () => ending.abort();
  }, [id, isWanted]);
  return revealed;
}

/** A call with what was revealed of it. */
export function withNumbers(call: Call, { calls }: Revealed): Call {
  const shown = calls.get(call.id);
  if (shown === undefined) return call;
  const { caller, callee, callId } = shown;
  return { ...call, callId, ...(caller === undefined ? {} : { caller }), ...(callee === undefined ? {} : { callee }) };
}

/** Shows numbers, for whom the server lets, and hides them again. */
export function RevealButton() {
  if (!may('pii')) return null;
  return (
    <button type="button" aria-pressed={isRevealing.value} onClick={() => (isRevealing.value = !isRevealing.value)}>
      {isRevealing.value ? WORDS.hideNumbers : WORDS.showNumbers}
    </button>
  );
}

/** What came of it. `calls`: as they are shown otherwise. */
export function RevealNote({ calls, revealed }: { readonly calls: readonly Call[]; readonly revealed: Revealed }) {
  if (revealed.error !== undefined) return <Failure error={revealed.error} />;
  const isSame = calls.every((call) => {
    const shown = revealed.calls.get(call.id);
    return shown?.caller === call.caller && shown?.callee === call.callee;
  });
  return (
    <p class="faint" role="status">
      {revealed.calls.size === 0 ? '' : isSame ? WORDS.numbersNotKept : WORDS.numbersShown}
    </p>
  );
}
