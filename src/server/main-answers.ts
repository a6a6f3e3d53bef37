import { type Clock, type Emit, labelText, TeleError } from '../core/index.ts';
import type { TlsNews } from './certificates/tls-report.ts';
import type { ServerLog } from './log.ts';
import type { LiveRelay } from './live/live-relay.ts';
import type { About, MainFromHistory, MainFromHttp } from './messages.ts';
import type { Reload } from './reload.ts';
import type { Settings } from './settings/server-settings.ts';
import { shownSettings } from './settings/shown-settings.ts';
import type { Answers } from './thread-port.ts';
import { alertingEvents, alertsFinding } from './alerting/alerting-report.ts';
import type { ToldFindings } from './told-findings.ts';
import type { MainThread } from './threads/main.ts';

interface AnswerContext {
  readonly reload: Reload;
  readonly live: LiveRelay;
  readonly settings: Settings;
  /** Those that hold now. */
  readonly inForce: () => Settings;
  /** Where those of the start come from. */
  readonly origins: ReadonlyMap<string, string>;
  readonly startedAt: number;
  readonly log: ServerLog;
  readonly now: Clock;
}

/** What main answers to http. `main` gives undefined while it starts. */
export function answersOfMain(
  main: () => MainThread | undefined,
  { settings, inForce, origins, startedAt, log, now, reload, live: relay }: AnswerContext,
): Answers<MainFromHttp> {
  return {
    ingest: async ({ events, sender }) => running(main()).ingest(events, sender),
    flush: async () => ({ lsn: await running(main()).flush() }),
    ...importAnswers(main),
    about: () => ({ startedAt, keeps: keepsOf(inForce()) }),
    settings: () => shownSettings(inForce(), settings, origins),
    active() {
      const { setup, ringing, answered } = running(main()).engine.counts;
      return { active: setup + ringing + answered };
    },
    sources: () => running(main()).arrivals.report(),
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
    tls(news) {
      tellTls(news, main()?.engine.emit, now);
      return {};
    },
    watch: ({ isWatched }) => relay.watch(isWatched),
    live({ readers, lost }) {
      const emit = main()?.engine.emit;
      emit?.({ type: 'live.readers', at: now(), count: readers });
      if (lost > 0) emit?.({ type: 'event.dropped', at: now(), stage: labelText('live'), reason: 'slow_reader', count: lost });
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
  };
}

function keepsOf({ store, privacy }: Settings): About['keeps'] {
  const { keepRawHours, keepTimelinesDays, keepCallsDays, keepCountsDays } = store;
  return {
    rawHours: keepRawHours,
    timelinesDays: keepTimelinesDays,
    callsDays: keepCallsDays,
    countsDays: keepCountsDays,
    numbers: privacy.keepNumbers,
  };
}

/** What main answers to imports. */
function importAnswers(
  main: () => MainThread | undefined,
): Pick<Answers<MainFromHttp>, 'importBatch' | 'countImported' | 'importSettings'> {
  return {
    importBatch: async (batch) => ({ lsn: await running(main()).importBatch(batch) }),
    async countImported({ events }) {
      await running(main()).countImported(events);
      return {};
    },
    importSettings: () => ({ settings: running(main()).importSettings() }),
  };
}

/** What main answers to the history thread. */
export function answersToHistory(main: () => MainThread | undefined, told: ToldFindings, now: Clock): Answers<MainFromHistory> {
  return {
    history({ finding, lost }) {
      told.tell(finding);
      for (const { reason, count } of lost)
        main()?.engine.emit({ type: 'event.dropped', at: now(), stage: labelText('history'), reason, count });
      return {};
    },
    alerting(report) {
      told.tell(alertsFinding(report));
      for (const event of alertingEvents(report, now())) main()?.engine.emit(event);
      return {};
    },
  };
}

/** Tells of certificates and of handshakes. While main starts nobody hears it. */
function tellTls({ certificates, handshakes }: TlsNews, emit: Emit | undefined, now: Clock): void {
  for (const { listener, expiresAt } of certificates) {
    const told = { at: now(), listener: labelText(listener) };
    emit?.(
      expiresAt === undefined ? { type: 'listener.certificate_refused', ...told } : { type: 'listener.certificate', ...told, expiresAt },
    );
  }
  for (const { listener, reason, count } of handshakes)
    emit?.({ type: 'listener.handshake_failed', at: now(), listener: labelText(listener), reason, count });
}

function running(main: MainThread | undefined): MainThread {
  if (main === undefined) throw new TeleError('STORE_STUCK', 'The server is starting.');
  return main;
}
