import { join } from 'node:path';
import { Heartbeat } from '../../metrics/index.ts';
import type { History } from '../../expressions/index.ts';
import { CHECKS } from '../check-bounds.ts';
import { ALERTING_FOLDER } from '../data-folders.ts';
import type { HistoryFromHttp } from '../messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import type { HistoryThreadData } from '../thread-data.ts';
import type { Answers } from '../thread-port.ts';
import type { AlertingLog } from './alerting-keeper.ts';
import { alertingFiles } from './alerting-files.ts';
import type { AlertingSettings } from './alerting-settings.ts';
import { Alerting, type AlertingConfig } from './alerting.ts';

/** Makes the alerting of a server in its history thread, from what that thread was started with. */
export function openAlerting(
  { alerts, path, heartbeat }: Pick<HistoryThreadData, 'alerts' | 'path' | 'heartbeat'>,
  history: History,
  log: AlertingLog,
): Alerting {
  const main = new Heartbeat(heartbeat);
  return new Alerting({
    history,
    ...alertingParts(alerts),
    files: alertingFiles(join(path, ALERTING_FOLDER)),
    clock: monotonicSeconds,
    isAlive: () => (main.ageSeconds(monotonicSeconds()) ?? 0) < CHECKS.main.bounds.failed,
    log,
  });
}

/** What alerting goes by, of its settings. */
export function alertingParts({ off, thresholds, receivers, instance, runbookUrl }: AlertingSettings): AlertingConfig {
  return { choices: { off, thresholds }, receivers, origin: { instance, runbookUrl } };
}

/** What alerting answers to http. */
export function alertingAnswers(
  use: () => Alerting,
  now: () => number,
): Pick<Answers<HistoryFromHttp>, 'alerts' | 'silences' | 'silence' | 'unsilence' | 'testReceiver'> {
  return {
    alerts: () => use().list(),
    silences: () => ({ silences: use().silences(now()) }),
    silence: (order) => use().silence(order, now()),
    unsilence: ({ id }) => use().unsilence(id, now()),
    testReceiver: async ({ receiver }) => use().test(receiver, now()),
  };
}
