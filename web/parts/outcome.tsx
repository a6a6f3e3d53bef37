import type { Answer } from '../api/ask.ts';

type Call = Answer<'/api/v1/calls'>['calls'][number];

/** How a call came out, in words; the colour says it once more. */
export function Outcome({ call }: { readonly call: Pick<Call, 'outcome' | 'state' | 'cause'> }) {
  const word = call.outcome ?? call.state;
  return <span class={`outcome ${kindOf(word)}`}>{word.replaceAll('_', ' ')}</span>;
}

function kindOf(word: string): 'good' | 'bad' | 'neutral' {
  if (word === 'answered') return 'good';
  return word === 'failed' || word === 'rejected' ? 'bad' : 'neutral';
}
