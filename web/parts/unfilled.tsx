import { WORDS } from '../words.ts';
import { Said } from './said.tsx';

/** A subject that has panels. */
export type BoardName = keyof typeof WORDS.fills;

/** What would fill a screen whose subject nobody has told of, with lines to paste. */
export function Unfilled({ name }: { readonly name: BoardName }) {
  const { what, next, lines } = WORDS.fills[name];
  return (
    <div class="state unfilled">
      <p>{what}</p>
      <p class="faint">
        <Said text={next} />
      </p>
      <pre tabIndex={0}>{lines}</pre>
    </div>
  );
}
