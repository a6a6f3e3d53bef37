import type { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';

/** A screen of its own, without cursor and without lines that go on in the next one. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** What a terminal tells the command that has it. */
export interface TerminalListener {
  keys(text: string): void;
  resized(): void;
}

/** A terminal that a command may take as a whole. */
export interface Terminal {
  size(): { readonly columns: number; readonly rows: number };
  /** Takes it: a screen of its own, and each key as it is pressed. However the process ends, the terminal is given back as it was. */
  take(listener: TerminalListener): void;
  write(text: string): void;
  /** False while it has not taken what was written before. */
  isReady(): boolean;
  giveBack(): void;
}

interface TerminalStreams {
  readonly input: Pick<ReadStream, 'setRawMode' | 'resume' | 'pause' | 'setEncoding'> & EventEmitter;
  readonly output: Pick<WriteStream, 'columns' | 'rows' | 'write' | 'writableLength'> & EventEmitter;
  /** What tells of the end of the process. */
  readonly process: EventEmitter;
}

/** The terminal of these streams. */
export function createTerminal({ input, output, process }: TerminalStreams): Terminal {
  let listener: TerminalListener | undefined;
  const keys = (text: unknown): void => listener?.keys(String(text));
  const resized = (): void => listener?.resized();
  const giveBack = (): void => {
    if (listener === undefined) return;
    listener = undefined;
    input.off('data', keys);
    output.off('resize', resized);
    process.off('exit', giveBack);
    process.off('uncaughtException', giveBack);
    input.setRawMode(false);
    input.pause();
    output.write(LEAVE);
  };
  return {
    size: () => ({ columns: output.columns, rows: output.rows }),
    take(next) {
      listener = next;
      // Before others write to it what went wrong.
      process.prependListener('uncaughtException', giveBack);
      process.on('exit', giveBack);
      input.setRawMode(true);
      input.setEncoding('utf8');
      input.on('data', keys);
      input.resume();
      output.on('resize', resized);
      output.write(ENTER);
    },
    write: (text) => void output.write(text),
    isReady: () => output.writableLength === 0,
    giveBack,
  };
}
