import { isatty } from 'node:tty';
import { ERRORS, TeleError } from '../core/index.ts';

/** One Ctrl-C reaches a process several times: from the terminal, from npm and from a supervisor. What comes within this time is the same request. */
const SAME_REQUEST_MS = 1000;
/** How long a command has to end in order when it is asked again. */
const AGAIN_MS = 1500;
/** How long a command may go on to put things in order after a fault that nothing caught. */
const FAULT_MS = 15_000;

const STDERR = 2;

/** What ends the process before its command is done. */
export interface ProcessEnd {
  /** Aborted by the first signal, whose name is the reason, and by the first fault, which is the reason. */
  readonly signal: AbortSignal;
  /** Aborted by the second signal: nothing is to be waited for any more. */
  readonly again: AbortSignal;
  /** From now on SIGHUP is told to the listener, and ends the process only when its terminal was closed. */
  onHangup(listener: () => void): void;
  /** The exit code in place of the command's own. Undefined without a fault. */
  faultCode(): number | undefined;
}

/**
 * Listens for what ends this process. The first SIGINT or SIGTERM asks the command to stop; one more a second later to
 * stop at once, and kills the process when it has not after a second and a half. SIGHUP does the same when its terminal is closed, and
 * is nothing to a process without one; a command may listen for it. An error that nothing caught is told with its code, and asks the command to stop.
 */
export function watchProcessEnd(hasTerminal: boolean, tell: (text: string) => void): ProcessEnd {
  const controller = new AbortController();
  const again = new AbortController();
  let faultCode: number | undefined;
  let askedAt = Number.POSITIVE_INFINITY;
  const end = (name: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      askedAt = performance.now();
      controller.abort(name);
    } else if (performance.now() - askedAt > SAME_REQUEST_MS) {
      if (again.signal.aborted) return;
      tell(`${name} again: it ends at once. What is acknowledged is safe, what is not is lost.\n`);
      again.abort(name);
      // Any other end would wait for the threads, or abort in the midst of the SQLite driver. What that writes is whole in its log or not there.
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), AGAIN_MS).unref();
    }
  };
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  let hangup: (() => void) | undefined;
  process.on('SIGHUP', () => {
    const isTerminalClosed = hasTerminal && !isatty(STDERR);
    if (hangup !== undefined && !isTerminalClosed) hangup();
    else if (hasTerminal) end('SIGHUP');
  });
  // A rejection that nothing handles comes here too.
  process.on('uncaughtException', (cause) => {
    const error = new TeleError('INTERNAL', cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), cause);
    if (faultCode === undefined) tell(`${error.code}: ${error.message}\nhint: ${error.hint}\n`);
    faultCode = ERRORS[error.code].exitCode;
    // A command that could not even be loaded sets none.
    process.exitCode = faultCode;
    setTimeout(() => process.exit(faultCode), FAULT_MS).unref();
    controller.abort(error);
  });
  return {
    signal: controller.signal,
    again: again.signal,
    onHangup(listener) {
      hangup = listener;
    },
    faultCode: () => faultCode,
  };
}
