/** A server that does not answer may be starting: only after so long there is a warning, in milliseconds. */
const WARN_AFTER_MS = 10_000;

/** Says once that a server does not take events, until it does again. */
export interface Complaint {
  /** It did not. `isWrong`: it will not by itself. */
  note(why: string, isWrong: boolean): void;
  /** It does. */
  clear(): void;
}

/** Makes one that warns by the process. */
export function createComplaint(): Complaint {
  let since: number | undefined;
  let isTold = false;
  return {
    note(why, isWrong) {
      since ??= performance.now();
      if (isTold || !(isWrong || performance.now() - since > WARN_AFTER_MS)) return;
      isTold = true;
      process.emitWarning(
        `The server does not take the events of this program: ${why}. They wait, and the oldest are dropped when too many do.`,
        {
          type: 'RingscopeWarning',
          code: 'SERVER_UNREACHABLE',
        },
      );
    },
    clear() {
      since = undefined;
      isTold = false;
    },
  };
}
