import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';

type Call = Answer<'/api/v1/calls'>['calls'][number];

/** What sends the test calls of `ringscope send`, as their capture agent. They count in no sum. */
export const TEST_AGENT = 'ringscope-send';

/** How a call came out, in words; the colour says it once more. A test call says that it is one. */
export function Outcome({ call }: { readonly call: Pick<Call, 'outcome' | 'state' | 'cause' | 'agent'> }) {
  const word = call.outcome ?? call.state;
  return (
    <>
      <span class={`outcome ${kindOf(word)}`}>{word.replaceAll('_', ' ')}</span>
      {call.agent === TEST_AGENT ? <span class="mark test">{WORDS.testCall}</span> : null}
    </>
  );
}

function kindOf(word: string): 'good' | 'bad' | 'neutral' {
  if (word === 'answered') return 'good';
  return word === 'failed' || word === 'rejected' ? 'bad' : 'neutral';
}
