import { runCli } from '../src/cli/run-cli.ts';

/** How a command ended, and what it wrote. */
export interface RanCommand {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command in this process, with these variables as its whole environment, on a terminal of this width; the signal ends it. `texts` has what it has written so far,
 * and `typed` what is typed when it asks: without it there is no keyboard.
 */
export async function runCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  {
    signal = new AbortController().signal,
    columns = 120,
    texts = { out: '', err: '' },
    typed,
  }: {
    readonly signal?: AbortSignal;
    readonly columns?: number;
    readonly texts?: { out: string; err: string };
    readonly typed?: string;
  } = {},
): Promise<RanCommand> {
  const code = await runCli(argv, {
    out: (text) => void (texts.out += text),
    write: async (bytes) => void (texts.out += new TextDecoder().decode(bytes)),
    err: (text) => void (texts.err += text),
    env,
    ...(typed === undefined ? {} : { readLine: async (prompt) => ((texts.err += prompt), typed) }),
    columns,
    hasColor: false,
    isErrTerminal: false,
    signal,
    now: () => Date.now() / 1000,
  });
  return { code, ...texts };
}
