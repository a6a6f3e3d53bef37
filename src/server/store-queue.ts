import { type ChangeToEncode, createChangeEncoder, createTimelineEncoder, encodeEntries, type ProgramMark } from '../format/index.ts';
import type { StoreChange, TelephonyEvent } from '../core/index.ts';
import { ToldQueue, type TakenTold } from './programs/told-queue.ts';
import type { HandedBatch } from './spool-intake.ts';

/** Most changes of one batch. */
const MAX_BATCH_CHANGES = 500;
/** Most batches that the store thread has not acknowledged yet. */
const MAX_UNACKNOWLEDGED = 4;
/** Most calls and registrations that wait here while the store is slow. Beyond it changes are lost and counted. */
const MAX_PENDING = 50_000;

/** Why a change never reached the store. */
export type StoreLoss = 'queue_full' | 'store_failed' | 'malformed';

interface QueueContext {
  /** The number of the last change that the store already has. */
  readonly lastLsn: number;
  /** Hands a batch to the store thread. Resolves when it is in the spool or given up, with the number of changes lost. */
  readonly send: (batch: HandedBatch) => Promise<{ readonly lost: number }>;
  readonly lost: (count: number, reason: StoreLoss) => void;
  /** Takes the events that were told, once the batch with them is in the spool or given up, with the number of its last change. Absent: nobody tells any. */
  readonly kept?: (events: readonly TelephonyEvent[], lsn: number) => void;
}

type ChangeEncoder = ReturnType<typeof createChangeEncoder>;
type TimelineEncoder = ReturnType<typeof createTimelineEncoder>;

/** Changes on their way from main to the store thread. It never blocks and holds a bounded number of them. */
export interface StoreQueue {
  /** Takes one change. Its messages become bytes at once. Changes of one call that have not been sent yet become one. */
  add(change: StoreChange): void;
  /** Takes an event of a program, which is kept with the changes that it made. False when too many wait. */
  tell(event: TelephonyEvent): boolean;
  /** Notes how far a program has told its events, to be kept with them. */
  mark(program: ProgramMark): void;
  /** While `work` runs nothing is sent, so that what it adds is sent together. */
  together(work: () => Promise<void>): Promise<void>;
  /** Sends what the store can take now. The result is the number that covers everything added so far. */
  flush(): number;
  /** Changes that were not sent yet. */
  waiting(): number;
  /** Sends everything and resolves when the store has answered it all. */
  drain(): Promise<void>;
}

/** Makes the queue of one store. */
export function createStoreQueue(context: QueueContext): StoreQueue {
  const pending = new Map<string, ChangeToEncode>();
  const told = new ToldQueue();
  let holds = 0;
  const encodeTimeline = createTimelineEncoder();
  const drained: (() => void)[] = [];
  const encode = createChangeEncoder();
  let lsn = context.lastLsn;
  let unacknowledged = 0;

  const sendOne = async (changes: readonly ChangeToEncode[], taken: TakenTold | undefined): Promise<void> => {
    const { count, bytes } = encodeStorable(changes, encode);
    if (count < changes.length) context.lost(changes.length - count, 'malformed');
    if (count === 0) return;
    // What cannot be stored leaves a gap, for a number that was given out must be reached.
    lsn += changes.length;
    unacknowledged += 1;
    await sendBatch({ lsn, count, bytes, ...toldPart(taken) }, taken, context);
    unacknowledged -= 1;
    if (drained.length > 0) flush();
    if (waiting() === 0 && unacknowledged === 0) for (const done of drained.splice(0)) done();
  };

  const flush = (): number => {
    while (waiting() > 0 && unacknowledged < MAX_UNACKNOWLEDGED && holds === 0) {
      const taken = told.takeAll();
      // What was told goes with all that it may have made, or neither is kept.
      const changes = takeFirst(pending, taken === undefined ? MAX_BATCH_CHANGES : pending.size);
      // A failed send is counted inside.
      void sendOne(taken === undefined ? changes : [...changes, taken.change], taken);
    }
    return lsn + waiting();
  };
  const waiting = (): number => pending.size + (told.isEmpty ? 0 : 1);

  return {
    add(change) {
      const key = keyOf(change);
      const earlier = pending.get(key);
      if (earlier === undefined && pending.size >= MAX_PENDING) {
        context.lost(1, 'queue_full');
        return;
      }
      const written = encodedEntries(change, encodeTimeline, context);
      if (written !== undefined) pending.set(key, earlier === undefined ? written : merge(earlier, written));
    },
    tell: (event) => told.tell(event),
    mark: (program) => told.mark(program),
    async together(work) {
      holds += 1;
      await work().finally(() => {
        holds -= 1;
      });
    },
    flush,
    waiting,
    drain() {
      flush();
      if (waiting() === 0 && unacknowledged === 0) return Promise.resolve();
      return new Promise((resolve) => void drained.push(resolve));
    },
  };
}

/** What is lost of it is counted. */
async function sendBatch(batch: HandedBatch, taken: TakenTold | undefined, { send, lost, kept }: QueueContext): Promise<void> {
  try {
    const answer = await send(batch);
    if (answer.lost > 0) lost(answer.lost, 'store_failed');
  } catch {
    lost(batch.count, 'store_failed');
  }
  if (taken !== undefined) kept?.(taken.events, batch.lsn);
}

/** Undefined, and counted, when a message has a number that cannot be stored. */
function encodedEntries(change: StoreChange, encode: TimelineEncoder, { lost }: QueueContext): ChangeToEncode | undefined {
  try {
    return encodeEntries(change, encode);
  } catch {
    lost(1, 'malformed');
    return undefined;
  }
}

function toldPart(taken: TakenTold | undefined): Pick<HandedBatch, 'told'> {
  return taken === undefined ? {} : { told: { programs: taken.change.programs, lengthBytes: taken.change.events.length } };
}

/** Changes as bytes, and how many they are: those with a number that cannot be stored are left out. */
function encodeStorable(changes: readonly ChangeToEncode[], encode: ChangeEncoder): Pick<HandedBatch, 'count' | 'bytes'> {
  try {
    return { count: changes.length, bytes: encode(changes) };
  } catch {
    const storable = changes.filter((change) => isStorable(change, encode));
    return { count: storable.length, bytes: encode(storable) };
  }
}

function isStorable(change: ChangeToEncode, encode: ChangeEncoder): boolean {
  try {
    encode([change]);
    return true;
  } catch {
    return false;
  }
}

/** The newer record with the messages of both. */
function merge(earlier: ChangeToEncode, later: ChangeToEncode): ChangeToEncode {
  if (earlier.kind !== 'call' || later.kind !== 'call') return later;
  return { ...later, timelineBytes: Buffer.concat([earlier.timelineBytes, later.timelineBytes]) };
}

/** What of one call becomes one change. The half that a program tells is joined to the captured one by the store. */
function keyOf(change: StoreChange): string {
  const isHalf = change.kind === 'call' && change.record.isReported === true;
  return `${change.kind} ${isHalf ? 'told ' : ''}${change.record.id}`;
}

function takeFirst(pending: Map<string, ChangeToEncode>, most: number): readonly ChangeToEncode[] {
  const taken: ChangeToEncode[] = [];
  for (const [key, change] of pending) {
    taken.push(change);
    pending.delete(key);
    if (taken.length === most) break;
  }
  return taken;
}
