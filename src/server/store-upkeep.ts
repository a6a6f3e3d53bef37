import type { CallStore, MaintainReport, RetentionPolicy, TeleError } from '../core/index.ts';
import { asTeleError } from './thread-port.ts';
import type { Settings } from './settings/server-settings.ts';

/** How often the store is looked after, and below, how soon again when one round was not enough. */
export const UPKEEP_MS = 60_000;
const AGAIN_MS = 250;
const DAY = 86_400;

interface UpkeepContext {
  readonly store: Pick<CallStore, 'maintain'>;
  readonly policy: RetentionPolicy;
  readonly now: () => number;
  /** Milliseconds from one round to the next. */
  readonly everyMs: number;
  /** Told of what each round did. */
  readonly done: (report: MaintainReport) => Promise<void>;
  readonly failed: (error: TeleError) => void;
}

/** What is kept and for how long, as the settings say. A limit of 0 is none. */
export function retentionPolicy(settings: Settings['store']): RetentionPolicy {
  const limits = {
    timelineSeconds: settings.keepTimelinesDays * DAY,
    callSeconds: settings.keepCallsDays * DAY,
    rollupSeconds: settings.keepCountsDays * DAY,
    maxBytes: settings.maxBytes,
    minFreeBytes: settings.minFreeBytes,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit > 0));
}

/** Looks after the store in slices, the first time after `everyMs`: packs days that are over, deletes what is not kept. Returns what ends it. */
export function startUpkeep({ store, policy, now, everyMs, done, failed }: UpkeepContext): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const wait = (milliseconds: number): void => {
    if (!isEnded) timer = setTimeout(() => void round(), milliseconds).unref();
  };
  const round = async (): Promise<void> => {
    try {
      const report = await store.maintain(now(), policy);
      await done(report);
      wait(report.isDone ? everyMs : AGAIN_MS);
    } catch (error) {
      failed(asTeleError(error));
      wait(everyMs);
    }
  };
  wait(everyMs);
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
