import { ERRORS, TeleError } from '../core/index.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings/server-settings.ts';
import { settingsChange, type SettingsChange } from './settings/settings-change.ts';
import { asTeleError } from './thread-port.ts';
import { within } from './within.ts';

/** What a reload has changed, by the names of settings. */
export type ReloadReport = Pick<SettingsChange, 'changed' | 'needsRestart'>;

/** Reads the settings again. Rejects with `CONFIG_INVALID` when they cannot be taken; then nothing has changed. */
export type Reload = () => Promise<ReloadReport>;

interface ReloadParts {
  /** What the server was started with. */
  readonly settings: Settings;
  /** Reads file, environment and flags as at the start. */
  readonly read: () => Promise<Settings>;
  /** Everything that may fail: what comes of it is not used before `apply`. */
  readonly prepare: (settings: Settings) => Promise<void>;
  /** Takes what was prepared. It cannot fail. */
  readonly apply: (settings: Settings, changed: readonly string[]) => void;
  /** How long `read` and `prepare` may take, each. */
  readonly deadlineSeconds: number;
  /** Hears how each reload ended. */
  readonly ended: (isTaken: boolean) => void;
  readonly log: Log;
}

/** Makes the reload of a server: all or nothing, and one after the other. */
export function createReload({ settings: started, read, prepare, apply, deadlineSeconds, ended, log }: ReloadParts): Reload {
  let running = started;
  let last: Promise<unknown> = Promise.resolve();

  /** A disk that hangs holds up no other reload, and not the end. */
  async function inTime<T>(work: Promise<T>): Promise<T> {
    if (await within(deadlineSeconds, work)) return work;
    throw new TeleError('CONFIG_UNREADABLE', `The settings, or files that they name, could not be read within ${deadlineSeconds} s.`);
  }

  async function reload(): Promise<ReloadReport> {
    const { settings, changed, needsRestart } = settingsChange(running, await inTime(read()));
    await inTime(prepare(settings));
    apply(settings, changed);
    running = settings;
    return { changed, needsRestart };
  }

  async function told(): Promise<ReloadReport> {
    try {
      const report = await reload();
      log.info({ changed: report.changed }, 'The settings were read again.');
      if (report.needsRestart.length > 0) log.warn({ settings: report.needsRestart }, 'These settings changed, and hold after a restart.');
      ended(true);
      return report;
    } catch (error) {
      const { code, message } = asTeleError(error);
      // Not as `code`, whose repeats are only counted: whoever asks for a reload is told each time what came of it.
      log.error({ refusedWith: code }, `The settings were read again and not taken; those of before hold. ${message}`);
      ended(false);
      // What keeps a server from starting is a fault of its settings here; that a thread is stuck is none.
      throw ERRORS[code].status === 500 ? new TeleError('CONFIG_INVALID', message, error) : error;
    }
  }

  return async () => {
    const next = last.then(told);
    last = next.catch(() => undefined);
    return next;
  };
}
