import { createInterface } from 'node:readline';
import { Writable, type Readable } from 'node:stream';
import { TeleError } from '../core/index.ts';

/** More than any password; what is piped may be anything. */
const MAX_LENGTH = 4096;

/** From where a secret is read, and where it is asked for. */
interface SecretInput {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly ask: (prompt: string) => void;
  readonly signal: AbortSignal;
  /** Told that Ctrl-C was pressed: a terminal that does not echo makes no signal of it. */
  readonly interrupt: () => void;
}

/**
 * Reads a secret: from a terminal a line that it does not show, typed twice, else the first line of what is piped. Throws `BAD_REQUEST` when the two are not the same, and
 * when there is none.
 */
export async function readSecret(prompt: string, from: SecretInput): Promise<string> {
  if (from.input.isTTY !== true) return pipedLine(from.input);
  const first = await typedLine(`${prompt}: `, from);
  const again = await typedLine('The same again: ', from);
  if (first !== again) throw new TeleError('BAD_REQUEST', 'The two are not the same.');
  return first;
}

/** The terminal is given back as it was, however this ends. */
async function typedLine(prompt: string, { input, ask, signal, interrupt }: SecretInput): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  ask(prompt);
  try {
    return await new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new TeleError('BAD_REQUEST', 'It was interrupted.')), { once: true });
      reader.once('SIGINT', interrupt);
      reader.once('line', resolve);
      reader.once('close', () => reject(new TeleError('BAD_REQUEST', 'Nothing was typed.')));
    });
  } finally {
    reader.close();
    ask('\n');
  }
}

async function pipedLine(input: Readable): Promise<string> {
  let text = '';
  for await (const chunk of input.setEncoding('utf8')) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MAX_LENGTH) break;
  }
  const [line = ''] = text.split(/\r?\n/, 1);
  return line;
}
