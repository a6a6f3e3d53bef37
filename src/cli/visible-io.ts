import { visibleLines } from '../core/index.ts';
import type { CommandIo } from './command.ts';

/** What commands themselves write to move the cursor and to colour: a line begun anew and cleared, and colours. */
// eslint-disable-next-line no-control-regex -- a terminal is told so.
const OWN = /(\r?\u001b\[(?:K|0m|2m|3[1-3]m)|\r)/;

/** The same output, on which no text from outside is obeyed by a terminal. */
export function visibleIo(io: CommandIo): CommandIo {
  return {
    ...io,
    out: (text) => io.out(io.hasColor ? exceptOwn(text) : visibleLines(text)),
    err: (text) => io.err(io.isErrTerminal ? exceptOwn(text) : visibleLines(text)),
  };
}

function exceptOwn(text: string): string {
  return text
    .split(OWN)
    .map((part, index) => (index % 2 === 1 ? part : visibleLines(part)))
    .join('');
}
