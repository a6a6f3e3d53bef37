import { parentPort, workerData } from 'node:worker_threads';
import { RECORDING_RULES } from '../../alerts/index.ts';
import { TeleError } from '../../core/index.ts';
import { openHistory, yieldCores } from '../../stores/index.ts';
import type { Alerting } from '../alerting/alerting.ts';
import { alertingAnswers, alertingParts, openAlerting } from '../alerting/open-alerting.ts';
import { sayHeapLimit } from '../heap-limits.ts';
import { secondsToSample } from '../history/sample-clock.ts';
import { createSampledHistory, type SampledHistory } from '../history/sampled-history.ts';
import { boardsOf, shownBoard } from '../history/shown-board.ts';
import { keptNames, keptValues } from '../history/values.ts';
import { wantedFamilies } from '../history/wanted-families.ts';
import { leaveThread } from '../leave-thread.ts';
import type { HistoryFromHttp, HistoryFromMain, LostValues, MainFromHistory, MainFromThread } from '../messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { createQuestionQueue } from '../question-queue.ts';
import { StopFlag } from '../stop-flag.ts';
import type { HistoryThreadData } from '../thread-data.ts';
import { answerCalls, asTeleError, createCaller } from '../thread-port.ts';

/** The history thread: it samples metrics, keeps their values, and works out what follows from them. */

const data = workerData as HistoryThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The history thread was started as a program.');
yieldCores();
const main = createCaller<MainFromThread & MainFromHistory>(parentPort, 'MAIN_STUCK', 'main');
const stop = new StopFlag(data.stop);
const questions = createQuestionQueue(stop);
const now = (): number => Date.now() / 1000;
let lost: LostValues[] = [];
let sampled: SampledHistory | undefined;
let alerting: Alerting | undefined;
let sampling: NodeJS.Timeout | undefined;

function use(): SampledHistory {
  if (sampled === undefined) throw new TeleError('STORE_STUCK', 'The history of metrics is not open.');
  return sampled;
}

function useAlerting(): Alerting {
  if (alerting === undefined) throw new TeleError('STORE_STUCK', 'Alerts are not looked at yet.');
  return alerting;
}

async function open(): Promise<void> {
  sampled = createSampledHistory({
    ...data,
    families: wantedFamilies(),
    rules: RECORDING_RULES,
    file: await openHistory(data.path),
    now,
    monotonic: monotonicSeconds,
    lost: (reason, count) => void lost.push({ reason, count }),
  });
  sampled.load();
  alerting = openAlerting(data, sampled.history, (level, message, code) =>
    main.tell('log', { level, message, ...(code === undefined ? {} : { code }) }),
  );
  sampleNow();
  sampleNext();
}

function sampleNext(): void {
  sampling = setTimeout(
    () => {
      sampleNext();
      sampleNow();
    },
    secondsToSample(now(), data.sampleSeconds) * 1000,
  ).unref();
}

function sampleNow(): void {
  const { sample, finding } = use();
  const at = sample();
  main.tell('history', { finding: finding(), lost });
  lost = [];
  if (at === undefined) return;
  // The sampling after this one does not wait for it. What cannot be told is counted there; a look that fails ends neither the next one nor the server.
  useAlerting().look(at).catch(sayFailed);
  main.tell('alerting', useAlerting().report());
}

function sayFailed(error: unknown): void {
  const { code, message } = asTeleError(error);
  main.tell('log', { level: 'error', message: `Alerts were not looked at. ${message}`, code });
}

answerCalls<HistoryFromHttp>(data.httpPort, {
  ...alertingAnswers(useAlerting, now),
  names: () => keptNames(use().memory),
  boards: () => boardsOf(use().history),
  values: async (query, until) =>
    questions.ask({
      kind: 'values',
      until,
      prepare: async () => Promise.resolve(),
      work: async (_prepared, deadline) => keptValues(use().history, query, deadline),
    }),
  panels: async (query, until) =>
    questions.ask({
      kind: 'panels',
      until,
      prepare: async () => Promise.resolve(),
      work: async (_prepared, deadline) => shownBoard(use().history, query, deadline),
    }),
});

answerCalls<HistoryFromMain>(parentPort, {
  ping: () => ({}),
  async open() {
    main.tell('log', { level: 'info', message: sayHeapLimit() });
    await open();
    return {};
  },
  configure(settings) {
    // The counts of receivers that go.
    main.tell('alerting', useAlerting().report());
    useAlerting().configure(alertingParts(settings));
    return {};
  },
  close() {
    clearTimeout(sampling);
    try {
      // Counters begin anew after a restart: what they gained since the last sampling would be lost.
      if (!stop.isHurried) sampled?.sample();
      alerting?.end(now());
      sampled?.close(stop.isHurried);
      return {};
    } finally {
      leaveThread(parentPort, data.httpPort);
    }
  },
});
