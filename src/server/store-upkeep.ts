import type { CallStore, DeletedDay, MaintainReport, RetentionPolicy, TeleError } from '../core/index.ts';
import type { KnownTime } from './clock-watch.ts';
import { asTeleError } from './thread-port.ts';
import type { Settings } from './settings/server-settings.ts';

/** How often the store is looked after, and below, how soon again when one round was not enough. */
export const UPKEEP_MS = 60_000;
const AGAIN_MS = 250;
const DAY = 86_400;

interface UpkeepContext {
  readonly store: Pick<CallStore, 'maintain'>;
  readonly policy: RetentionPolicy;
  readonly clock: () => KnownTime;
  /** Milliseconds from one round to the next. */
  readonly everyMs: number;
  /** Told of what each round did, and by which time. */
  readonly done: (report: MaintainReport, time: KnownTime) => Promise<void>;
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

/** What holds while the clock is doubted: room is made all the same. */
function withoutAges({
  timelineSeconds: _timelines,
  callSeconds: _calls,
  rollupSeconds: _rollups,
  ...room
}: RetentionPolicy): RetentionPolicy {
  return room;
}

/** One line for the log about a day that was deleted. */
export function sayDeleted({ file, calls, sizeBytes, reason }: DeletedDay): string {
  const why = {
    age: 'its time is over (store.keep_calls_days)',
    max_bytes: 'the store is larger than it may be (store.max_bytes)',
    min_free_bytes: 'the disk has too little room (store.min_free_bytes)',
  }[reason];
  return `${file} was deleted with ${calls} calls, ${sizeBytes} bytes: ${why}.`;
}

/** Looks after the store in slices, the first time after `everyMs`: packs days that are over, deletes what is not kept. Returns what ends it. */
export function startUpkeep({ store, policy, clock, everyMs, done, failed }: UpkeepContext): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const wait = (milliseconds: number): void => {
    if (!isEnded) timer = setTimeout(() => void round(), milliseconds).unref();
  };
  const round = async (): Promise<void> => {
    try {
      const time = clock();
      const report = await store.maintain(time.now, time.doubt === undefined ? policy : withoutAges(policy));
      await done(report, time);
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
