import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../core/index.ts';
import type { SpoolFrame } from '../../format/index.ts';

/** A group is synced when it holds this many changes, */
const GROUP_CHANGES = 500;
/** or when this long has passed since the sync before. */
const GROUP_SECONDS = 0.02;

interface GroupContext {
  readonly now: Clock;
  /** Resolves when the frames are synced. Is called for one group at a time. */
  readonly write: (frames: readonly SpoolFrame[]) => Promise<void>;
}

/** Collects frames and syncs them together. */
export interface GroupCommit {
  /** Resolves when the frame is synced. When a group fails, so does all that was added behind it: the order of what is kept has no holes. */
  add(frame: SpoolFrame): Promise<void>;
  /** Resolves when everything added is synced or has failed. */
  finish(): Promise<void>;
}

interface Waiting {
  readonly frame: SpoolFrame;
  resolve(): void;
  reject(error: unknown): void;
}

/** The first frame after a silence is synced at once, so that a lone one does not wait. */
export function createGroupCommit({ now, write }: GroupContext): GroupCommit {
  let waiting: Waiting[] = [];
  let changes = 0;
  let syncedAt = -Infinity;
  let isFinishing = false;
  let running: Promise<void> | undefined;
  let wake: AbortController | undefined;

  const takeAll = (): Waiting[] => {
    const taken = waiting;
    waiting = [];
    changes = 0;
    return taken;
  };

  const gather = async (): Promise<void> => {
    // A clock that was set back must not make anyone wait longer.
    const seconds = Math.min(GROUP_SECONDS, syncedAt + GROUP_SECONDS - now());
    if (seconds <= 0 || changes >= GROUP_CHANGES || isFinishing) return;
    wake = new AbortController();
    // Cut short when the group is full.
    await pause(seconds * 1000, undefined, { signal: wake.signal }).catch(() => undefined);
    wake = undefined;
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      await gather();
      const group = takeAll();
      syncedAt = now();
      try {
        await write(group.map(({ frame }) => frame));
        for (const one of group) one.resolve();
      } catch (error) {
        for (const one of [...group, ...takeAll()]) one.reject(error);
      }
    }
    running = undefined;
  };

  return {
    add(frame) {
      return new Promise((resolve, reject) => {
        waiting.push({ frame, resolve, reject });
        changes += frame.count;
        if (changes >= GROUP_CHANGES) wake?.abort();
        running ??= run();
      });
    },
    async finish() {
      isFinishing = true;
      wake?.abort();
      await running;
    },
  };
}
