import { type Clock, labelText, TeleError } from '../core/index.ts';
import { block } from './block.ts';
import type { ServerLog } from './log.ts';
import type { MainFromHttp } from './messages.ts';
import type { Reload } from './reload.ts';
import type { Settings } from './settings/server-settings.ts';
import type { Answers } from './thread-port.ts';
import type { MainThread } from './threads/main.ts';

interface AnswerContext {
  readonly reload: Reload;
  readonly settings: Settings;
  readonly log: ServerLog;
  readonly now: Clock;
}

/** What main answers to http. `main` gives undefined while it starts. */
export function answersOfMain(main: () => MainThread | undefined, { settings, log, now, reload }: AnswerContext): Answers<MainFromHttp> {
  return {
    ingest: async ({ events, sender }) => running(main()).ingest(events, sender),
    flush: async () => ({ lsn: await running(main()).flush() }),
    active() {
      const { setup, ringing, answered } = running(main()).engine.counts;
      return { active: setup + ringing + answered };
    },
    forget: async ({ person }) => ({ lsn: await running(main()).forget(person) }),
    sweep: async ({ silentSeconds, isDryRun }) => running(main()).sweep(silentSeconds, isDryRun),
    rejected({ reason }) {
      main()?.engine.emit({ type: 'event.rejected', at: now(), reason });
      return {};
    },
    refused({ counts }) {
      for (const [reason, count] of counts) main()?.engine.emit({ type: 'server.refused', at: now(), reason, count });
      return {};
    },
    tls({ certificates, handshakes }) {
      const emit = main()?.engine.emit;
      for (const { listener, expiresAt } of certificates) {
        const told = { at: now(), listener: labelText(listener) };
        emit?.(
          expiresAt === undefined
            ? { type: 'listener.certificate_refused', ...told }
            : { type: 'listener.certificate', ...told, expiresAt },
        );
      }
      for (const { listener, reason, count } of handshakes)
        emit?.({ type: 'listener.handshake_failed', at: now(), listener: labelText(listener), reason, count });
      return {};
    },
    async reload({ name, address }) {
      log.info({ component: 'http', name, address }, 'Someone asks to read the settings again.');
      return reload();
    },
    audit({ access, name, address }) {
      log.info({ component: 'privacy', access, name, address }, 'The number of a person was used.');
      running(main()).engine.emit({ type: 'privacy.access', at: now(), access });
      return {};
    },
    logLevels({ level, component }) {
      if (level !== undefined) {
        log.levels.set(level, component);
        log.warn({ level }, `The log level of ${component ?? 'all components'} is ${level} from now on.`);
      }
      return log.levels.list();
    },
    block({ seconds }) {
      if (settings.debug.hooks) block(seconds);
      return {};
    },
  };
}

function running(main: MainThread | undefined): MainThread {
  if (main === undefined) throw new TeleError('STORE_STUCK', 'The server is starting.');
  return main;
}
