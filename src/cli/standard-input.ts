import type { Readable } from 'node:stream';

/** What is piped in, to its end or until the signal ends it: whoever presses Ctrl-C has seen enough, and what came is not lost. */
export async function* pipedBytes(input: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const end = (): void => void input.destroy();
  if (signal.aborted) return;
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of input) yield chunk as Uint8Array;
  } catch (error) {
    // Its end was asked for.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', end);
    input.destroy();
  }
}
