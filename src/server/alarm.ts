/** A sleep that can be cut short. One sleeper. */
export interface Alarm {
  /** Resolves after so many seconds, or when it rings. Infinity: only when it rings. */
  sleep(seconds: number): Promise<void>;
  ring(): void;
}

/** Makes an alarm out of a pause that ends when its signal aborts. */
export function createAlarm(pause: (seconds: number, signal: AbortSignal) => Promise<void>): Alarm {
  let bell = new AbortController();
  return {
    async sleep(seconds) {
      bell = new AbortController();
      const { signal } = bell;
      if (seconds === Infinity)
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      else await pause(seconds, signal);
    },
    ring: () => bell.abort(),
  };
}
