import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DropReason } from '../../core/index.ts';
import { createComplaint } from './complaint.ts';
import { judgeAnswer, type Failure, type Judged } from './judge-answer.ts';
import type { Poster } from './post-events.ts';

/** Pauses between tries double from the first to the last of these, in seconds. Each is shortened by up to half, so that programs do not come all at once. */
const FIRST_PAUSE_SECONDS = 0.25;
const LAST_PAUSE_SECONDS = 30;
/** Whatever a server asks for, it is tried again after so long, in seconds. */
const MAX_PAUSE_SECONDS = 300;
const MAX_DOUBLINGS = 16;

/** Sends batches to the server, each until it has it. */
export interface Delivery {
  /** Resolves when the server has the events, refuses them for good, or `ending` aborts. Never rejects. */
  deliver(lines: readonly string[]): Promise<void>;
}

interface DeliveryContext {
  readonly poster: Pick<Poster, 'post' | 'close'>;
  readonly readToken: () => Promise<string | undefined>;
  /** Counts what the server will not get. */
  readonly lose: (reason: DropReason, count: number) => void;
  /** Aborts when nothing shall be waited for any more. */
  readonly ending: AbortSignal;
  /** Whether a pause keeps the process alive. */
  readonly isHeld: () => boolean;
}

/** Events with the numbers under which they were first sent, which they keep. */
interface Batch {
  readonly lines: readonly string[];
  instance: string;
  sequence: number;
}

/** Makes the delivery of one instance, which gets a name of its own. */
export function createDelivery({ poster, readToken, lose, ending, isHeld }: DeliveryContext): Delivery {
  const numbers = createNumbers();
  const send = createSend(poster, readToken);
  const complaint = createComplaint();
  ending.addEventListener('abort', poster.close);

  const give = async (batch: Batch): Promise<void> => {
    for (let tries = 0; !ending.aborted; tries += 1) {
      numbers.give(batch);
      const judged = await send(batch);
      if (judged === 'untakable') return split(batch);
      if (judged === 'clash') numbers.beginAnew();
      else if ('rejected' in judged) {
        if (judged.rejected > 0) lose('malformed', judged.rejected);
        return complaint.clear();
      } else complaint.note(judged.why, judged.isWrong);
      const seconds = judged === 'clash' ? 0 : judged.seconds;
      // The abort is the other way to end it.
      await pause(pauseSeconds(tries, seconds) * 1000, undefined, { signal: ending, ref: isHeld() }).catch(() => undefined);
    }
    lose('not_acknowledged', batch.lines.length);
  };

  /** The server takes none of them because of one: the others are sent without it. */
  const split = async ({ lines, sequence, instance }: Batch): Promise<void> => {
    if (lines.length === 1) return lose('malformed', 1);
    const half = Math.ceil(lines.length / 2);
    await give({ instance, lines: lines.slice(0, half), sequence });
    await give({ instance, lines: lines.slice(half), sequence: sequence + half });
  };

  return { deliver: (lines) => give({ lines, instance: '', sequence: 0 }) };
}

function pauseSeconds(tries: number, askedSeconds: number): number {
  const longest = Math.min(LAST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(tries, MAX_DOUBLINGS));
  return Math.min(MAX_PAUSE_SECONDS, Math.max(askedSeconds, longest / 2)) + (Math.random() * longest) / 2;
}

/** The name of an instance and the numbers of its events. A server knows events by them, so a batch keeps what it was given. */
function createNumbers() {
  let instance = randomUUID();
  let next = 1;
  return {
    give(batch: Batch): void {
      if (batch.instance === instance) return;
      batch.instance = instance;
      batch.sequence = next;
      next += batch.lines.length;
    },
    /** Another program has the same name. */
    beginAnew(): void {
      instance = randomUUID();
      next = 1;
    },
  };
}

/** Returns what sends a batch once. It never rejects. */
function createSend(poster: Pick<Poster, 'post'>, readToken: () => Promise<string | undefined>): (batch: Batch) => Promise<Judged> {
  let token: Promise<string | undefined> | undefined;

  const post = async ({ lines, instance, sequence }: Batch): Promise<Judged> => {
    token ??= readToken();
    const known = await token;
    const headers = {
      'content-type': 'application/x-ndjson',
      'ringscope-instance': instance,
      'ringscope-sequence': String(sequence),
      ...(known === undefined ? {} : { authorization: `Bearer ${known}` }),
    };
    return judgeAnswer(await poster.post(headers, lines.join('\n')), sequence + lines.length - 1);
  };

  return async (batch) => {
    const judged = await post(batch).catch((error: unknown): Failure => ({
      seconds: 0,
      why: error instanceof Error ? error.message : String(error),
      isWrong: false,
      isUnknown: true,
    }));
    // A token may have been exchanged, and its file may be there by now.
    if (typeof judged === 'object' && 'isUnknown' in judged && judged.isUnknown === true) token = undefined;
    return judged;
  };
}
