/** What has been started and how to stop it. */
export interface Unwind {
  /** Remembers how to stop what was just started. */
  add(stop: () => void | Promise<void>): void;
  /** Stops everything, the newest first. A second call waits for the first. */
  run(): Promise<void>;
}

/** Starts with nothing to stop. `failed` is told of what could not be stopped; the rest is stopped all the same. */
export function createUnwind(failed: (error: unknown) => void): Unwind {
  const stops: (() => void | Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.toReversed()) {
      try {
        await stop();
      } catch (error) {
        failed(error);
      }
    }
  };
  return {
    add: (stop) => void stops.push(stop),
    run: () => (running ??= stopAll()),
  };
}
