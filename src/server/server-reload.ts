import { type Clock, type Finding, TeleError } from '../core/index.ts';
import { hep } from '../sources/index.ts';
import { checkReceivers } from './alerting/receiver.ts';
import { listenersOf } from './http/listeners.ts';
import type { ServerLog } from './log.ts';
import type { Intervals } from './intervals.ts';
import type { HttpFromMain } from './messages.ts';
import { createReload, type Reload } from './reload.ts';
import type { Settings } from './settings/server-settings.ts';
import { needsCredentials } from './start-check.ts';
import type { Caller } from './thread-port.ts';
import type { MainThread } from './threads/main.ts';

/** What a server is given besides its settings. */
export interface ServeIo {
  readonly log: ServerLog;
  /** Where the variables of OpenTelemetry are. Absent: there are none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Other times than those of the product. Absent: none. */
  readonly intervals?: Partial<Intervals>;
  /** Reads the settings again, as they were read for the start. Absent: they are always the same. */
  readonly reread?: () => Promise<Settings>;
  /** Without configured credentials anonymous requests have all roles: all data is generated. Absent: they have neither pii nor admin. */
  readonly opensAll?: true;
  /** Where each setting of the start comes from, by its name. Absent: nobody knows. */
  readonly origins?: ReadonlyMap<string, string>;
}

interface ServerParts {
  readonly settings: Settings;
  readonly io: ServeIo;
  readonly http: Caller<HttpFromMain>;
  /** Tells what health says of the last reload. */
  readonly tell: (finding: Finding) => void;
  readonly now: Clock;
  /** Hears which settings hold from now on. */
  readonly taken: (settings: Settings) => void;
}

/** What of a server takes settings while it runs. */
export interface Reloaded {
  readonly main: MainThread;
  /** Hands settings of alerts to who looks at them. */
  readonly configureAlerts: (settings: Settings) => void;
}

/** How long reading the settings may take, and then all that they name. */
const DEADLINE_SECONDS = 8;
/** How long the http thread has to read its files again. */
const FILES_SECONDS = 5;

const TAKEN = { severity: 'ok', reason: 'The settings were taken as they were read last.' } as const;
const REFUSED = {
  severity: 'degraded',
  reason: 'The settings were not taken when they were read last: those of before hold, and the log says why.',
} as const;

/** The reload of a server: its sources, its tracker, its log, its alerts, its credentials and certificates. `running` gives undefined while it starts. */
export function createServerReload(running: () => Reloaded | undefined, { settings, io, http, tell, now, taken }: ServerParts): Reload {
  return createReload({
    settings,
    log: io.log,
    deadlineSeconds: DEADLINE_SECONDS,
    async read() {
      if (running() === undefined) throw new TeleError('STORE_STUCK', 'The server is starting.');
      return (await io.reread?.()) ?? settings;
    },
    async prepare(next) {
      // Networks that keep others out may be what makes a listener beyond loopback safe.
      const listeners = listenersOf(next, needsCredentials(next));
      await hep.check?.(next.hep);
      await checkReceivers(next.alerts.receivers);
      await http.call('prepareReload', { auth: next.auth, listeners }, FILES_SECONDS);
      // All of a source is taken, or nothing and it rejects; after it nothing can fail.
      for (const source of running()?.main.sources ?? []) await source.reload?.();
    },
    apply(next, changed) {
      http.tell('takeReload', {});
      reloadLevels(io.log, next.log, changed);
      running()?.main.configure(next);
      if (changed.some((name) => name.startsWith('alerts.'))) running()?.configureAlerts(next);
      taken(next);
    },
    ended(isTaken) {
      running()?.main.engine.emit({ type: 'server.reloaded', at: now(), isTaken });
      tell({ name: 'reload', ...(isTaken ? TAKEN : REFUSED) });
    },
  });
}

/** Levels that were set while the server runs hold until the settings say others than before. */
function reloadLevels(log: ServerLog, { level, levels }: Settings['log'], changed: readonly string[]): void {
  if (!changed.includes('log.level') && !changed.includes('log.levels')) return;
  log.levels.reload({ level, levels });
  const own = levels.length === 0 ? '' : `, with ${levels.join(', ')}`;
  log.warn({ level, levels }, `The log level is ${level}${own} from now on, as the settings say.`);
}
