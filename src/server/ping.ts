import type { TeleError } from '../core/index.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import { asTeleError } from './thread-port.ts';

/** For how long a thread has not answered: 0 when it has, or why it cannot. */
export type Silence = number | TeleError;

/** Returns the function that asks a thread whether it answers, and waits so long for it. What it did not answer stays asked, and is not asked twice. */
export function createPing(ask: () => Promise<unknown>): (waitSeconds: number) => Promise<Silence> {
  let asked: { readonly at: number; readonly answer: Promise<Silence> } | undefined;

  async function answerOf(): Promise<Silence> {
    try {
      await ask();
      return 0;
    } catch (error) {
      return asTeleError(error);
    } finally {
      asked = undefined;
    }
  }

  return async (waitSeconds) => {
    asked ??= { at: monotonicSeconds(), answer: answerOf() };
    const { at, answer } = asked;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Silence>((resolve) => {
      timer = setTimeout(() => resolve(monotonicSeconds() - at), waitSeconds * 1000).unref();
    });
    const silence = await Promise.race([answer, late]);
    clearTimeout(timer);
    return silence;
  };
}
