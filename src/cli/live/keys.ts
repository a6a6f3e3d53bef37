/** A key that was pressed: its name, or the character that it writes. */
export type Key = string;

/** What terminals send for keys that write nothing. */
const SEQUENCES: Readonly<Record<string, Key>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[C': 'right',
  '\u001bOC': 'right',
  '\u001b[D': 'left',
  '\u001bOD': 'left',
  '\u001b[5~': 'pageup',
  '\u001b[6~': 'pagedown',
  '\u001b[H': 'home',
  '\u001bOH': 'home',
  '\u001b[1~': 'home',
  '\u001b[F': 'end',
  '\u001bOF': 'end',
  '\u001b[4~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\t': 'tab',
  '\u0003': 'interrupt',
  '\u0004': 'interrupt',
  '\u001b': 'escape',
};

/** A sequence of a terminal, or one character. */
// eslint-disable-next-line no-control-regex -- terminals send them.
const ONE = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001bO[@-~]|\u001b|[\s\S]/gu;

/** The keys that a terminal sent. A sequence that is not known is no key. */
export function readKeys(text: string): readonly Key[] {
  return (text.match(ONE) ?? []).flatMap((one) => {
    const known = SEQUENCES[one];
    if (known !== undefined) return [known];
    return one >= ' ' && !one.startsWith('\u001b') ? [one] : [];
  });
}
