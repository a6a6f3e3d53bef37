import { statfs } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { TeleError, type CallStore } from '../../core/index.ts';
import { QUESTIONS } from '../analytics/questions.ts';
import type { MainFromThread, StoreFromHttp, StoreFromMain, StoreHealth } from '../messages.ts';
import { retentionPolicy, startUpkeep, UPKEEP_MS } from '../store-upkeep.ts';
import { openStoreWriter, type StoreWriter } from '../store-writer.ts';
import type { StoreThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The store thread: the only one that touches the data folder once it runs. */

const data = workerData as StoreThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The store thread was started as a program.');
const main = createCaller<MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const now = (): number => Date.now() / 1000;

let writer: StoreWriter | undefined;
let endUpkeep = (): void => undefined;

async function open(): Promise<{ lastLsn: number }> {
  const { settings, address } = data;
  writer = await openStoreWriter({
    settings,
    address,
    now,
    failed: (error, lost) => {
      const message = lost === 0 ? error.message : `${lost} changes are lost. ${error.message}`;
      main.tell('log', { level: 'error', message, code: error.code });
    },
  });
  const { store, maintained, lastLsn } = writer;
  endUpkeep = startUpkeep({
    store,
    policy: retentionPolicy(settings),
    now,
    everyMs: UPKEEP_MS,
    done: async (report) => maintained(report, await store.stats()),
    failed: (error) => main.tell('log', { level: 'error', message: `The upkeep of the store failed. ${error.message}`, code: error.code }),
  });
  return { lastLsn: lastLsn() };
}

function use(): StoreWriter {
  if (writer === undefined) throw new TeleError('STORE_STUCK', 'The store is not open.');
  return writer;
}

async function close(): Promise<object> {
  endUpkeep();
  await writer?.close();
  writer = undefined;
  return {};
}

async function health(): Promise<StoreHealth> {
  const found = use().health();
  const disk = await statfs(data.settings.path);
  return { ...found, freeBytes: disk.bavail * disk.bsize };
}

answerCalls<StoreFromMain>(parentPort, {
  open,
  openCalls: async () => ({ calls: await use().store.openCalls() }),
  append: async (batch) => ({ lost: await use().take(batch) }),
  report: () => use().report(),
  close,
});

/** Answers a question once everything up to `afterLsn` is applied. */
function asked<Query, Answer extends object>(question: (store: CallStore, query: Query) => Promise<Answer>) {
  return async ({ query, afterLsn }: { readonly query: Query; readonly afterLsn: number }): Promise<Answer> => {
    const { store, reached } = use();
    const isReached = await reached(afterLsn);
    const answer = await question(store, query);
    return isReached ? answer : { ...answer, isPartial: true };
  };
}

answerCalls<StoreFromHttp>(data.httpPort, {
  dashboard: asked(QUESTIONS.dashboard),
  series: asked(QUESTIONS.series),
  top: asked(QUESTIONS.top),
  latencies: asked(QUESTIONS.latencies),
  latencyEvents: asked(QUESTIONS.latencyEvents),
  stale: asked(QUESTIONS.stale),
  voiceSkillDashboard: asked(QUESTIONS.voiceSkillDashboard),
  voiceSkillFailures: asked(QUESTIONS.voiceSkillFailures),
  voiceSkillHealth: asked(QUESTIONS.voiceSkillHealth),
  voiceSkillHourly: asked(QUESTIONS.voiceSkillHourly),
  voiceSkillDaily: asked(QUESTIONS.voiceSkillDaily),
  voiceSkillLatency: asked(QUESTIONS.voiceSkillLatency),
  voiceSkillLatencyEvents: asked(QUESTIONS.voiceSkillLatencyEvents),
  voiceSkillPrometheus: asked(QUESTIONS.voiceSkillPrometheus),
  voiceSkillZombies: asked(QUESTIONS.voiceSkillZombies),
  erase: asked(async (store, numberHash: string) => ({ calls: await store.erase(numberHash) })),
  async list({ filter, afterLsn }) {
    const { store, reached } = use();
    const isReached = await reached(afterLsn);
    const page = await store.listCalls(filter);
    return isReached ? page : { ...page, isPartial: true };
  },
  async find({ id, callKey, similarSince, afterLsn }) {
    const { store, reached, health: state } = use();
    const isReached = await reached(afterLsn);
    const byId = await store.findCalls(id);
    const calls = byId.length > 0 ? byId : await store.findCalls(callKey);
    const [newest] = calls;
    if (newest === undefined && !isReached)
      throw new TeleError('STORE_UNWRITABLE', state().failure?.message ?? 'The call may be among those that are not written yet.');
    const similar = newest?.call.outcome === undefined ? 0 : await store.countSimilar(newest.call, similarSince);
    return { calls, similar };
  },
  async kept({ lsn }) {
    const { kept, health: state } = use();
    if (await kept(lsn)) return {};
    throw new TeleError('STORE_UNWRITABLE', state().failure?.message ?? 'The events are not on the disk.');
  },
  health,
});
