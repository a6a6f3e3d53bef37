import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import type { ResourceLimits } from 'node:worker_threads';
import { TeleError } from '../core/index.ts';
import type { ThreadName } from './start-thread.ts';

const MIB = 1024 * 1024;

/**
 * What the heap of each thread beside main may hold, in MiB: some times what it was seen to need, so that one that goes on growing ends before the machine is full. An option
 * of Node (`--max-old-space-size`) comes before it, for each thread.
 */
const MOST_MIB: Readonly<Record<ThreadName, number>> = {
  store: 512,
  query: 512,
  http: 256,
  export: 512,
  import: 800,
  passwords: 64,
  history: 256,
  otlp: 256,
};

/**
 * What young objects may take, where V8's own choice (48 MiB) was seen to buy nothing: those of an export die as soon as a chunk is made, and there are several exports; those of a
 * trace die as soon as it is sent; those of the store, of questions, answers and samples as soon as these are done. Loading its code alone makes a thread take some 16 MiB otherwise, before it has done anything.
 */
const YOUNG_MIB: Readonly<Partial<Record<ThreadName, number>>> = { store: 6, query: 12, http: 12, export: 4, history: 6, otlp: 8 };

/** The limits of a thread. None is beyond that of main, which Node chose by the memory of the machine or of its container. */
export function heapLimits(name: ThreadName, mainMib: number = heapLimitMib()): ResourceLimits {
  const maxOldGenerationSizeMb = Math.min(MOST_MIB[name], mainMib);
  const maxYoungGenerationSizeMb = YOUNG_MIB[name];
  return maxYoungGenerationSizeMb === undefined ? { maxOldGenerationSizeMb } : { maxOldGenerationSizeMb, maxYoungGenerationSizeMb };
}

/** What the heap of the calling thread may hold, in MiB. */
export function heapLimitMib(): number {
  return Math.round(getHeapStatistics().heap_size_limit / MIB);
}

/** Calls of a dense capture that a MiB of heap can hold while they settle, with what else an import needs. */
const CALLS_PER_MIB = 64;

/** Most calls that an import holds at a time in the heap of the calling thread, at most those of the settings. Beyond it calls are evicted and counted, as in a server. */
export function callsInHeap<Calls extends { readonly maxCalls: number }>(calls: Calls, heapMib: number = heapLimitMib()): Calls {
  return { ...calls, maxCalls: Math.min(calls.maxCalls, CALLS_PER_MIB * heapMib) };
}

/** By so much more than what it holds the heap may grow before it is collected, in percent. V8 lets it grow to four times, which costs less where there is memory. */
const GROWING_PERCENT = 60;

/** From now on this process collects its garbage sooner: for a server that runs beside other programs, and for an import, which goes through much and holds little. */
export function collectSoon(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}

/**
 * From now on what lives on is copied in this process, object by object. V8 hands pages of young objects of which many live on to the old generation as they are, needs others in their place
 * and collects sooner what was dead on them; with calls that live for some seconds that cost 2 to 5 percent of all CPU.
 */
export function movePagesNever(): void {
  setFlagsFromString('--no-page-promotion');
}

/** What a thread says in the log when it starts. */
export function sayHeapLimit(): string {
  return `The heap of this thread may hold ${heapLimitMib()} MiB.`;
}

/** Returns the error of a thread that could not start or ended by itself. */
export function threadFailure(name: ThreadName, cause?: unknown): TeleError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new TeleError('HEAP_EXHAUSTED', `The ${name} thread needed more memory than its heap may hold, and has ended.`, cause);
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_INIT_FAILED')
    return new TeleError('THREADS_EXHAUSTED', `The ${name} thread could not be started (${cause.message}).`, cause);
  const detail = cause instanceof Error ? ` (${cause.message})` : '';
  return new TeleError('INTERNAL', `The ${name} thread has ended${detail}.`, cause);
}
