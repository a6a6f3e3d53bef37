import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What a process uses, as Linux tells it. */
export interface ProcessState {
  readonly openFiles: number;
  readonly residentBytes: number;
}

export function processState(pid: number): ProcessState {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { openFiles: readdirSync(`/proc/${pid}/fd`).length, residentBytes: Number(kilobytes) * 1024 };
}

/** Linux counts the time of a core so many times a second. */
const TICKS_PER_SECOND = 100;

/** After so many milliseconds of a core it is clear which thread answers. */
const PROBED_MS = 100;

/** What each thread of a process and the cores of the machine have done so far. */
interface CoreTime {
  /** Milliseconds of a core, by the id of the thread. */
  readonly byThread: ReadonlyMap<string, number>;
  /** Milliseconds for which each core had nothing to do, on average. */
  readonly idle: number;
}

/** Reads what was done with the cores. */
export function coreTime(pid: number): CoreTime {
  const threads = readdirSync(`/proc/${pid}/task`);
  const cores = cpus();
  return {
    byThread: new Map(threads.map((thread) => [thread, threadMilliseconds(pid, thread)])),
    idle: cores.reduce((sum, { times }) => sum + times.idle, 0) / cores.length,
  };
}

/** The longest for which a thread can have stood still in between: it was at one thing, or was not at work while a core was free. Time in which others had the cores is not its own. */
export function longestStandstill(thread: string, before: CoreTime, after: CoreTime): number {
  const used = (after.byThread.get(thread) ?? 0) - (before.byThread.get(thread) ?? 0);
  return used + after.idle - before.idle;
}

/** The id of the thread that answers probes: of those beside the main one it has by far the most to do while nothing else is asked. */
export async function answeringThread({ url, pid }: { readonly url: string; readonly pid: number }): Promise<string> {
  const begun = coreTime(pid).byThread;
  for (;;) {
    for (let probe = 0; probe < 50; probe += 1) await (await fetch(`${url}/livez`)).arrayBuffer();
    const [first, second] = [...coreTime(pid).byThread]
      .filter(([thread]) => thread !== String(pid))
      .map(([thread, now]) => ({ thread, used: now - (begun.get(thread) ?? now) }))
      .toSorted((a, b) => b.used - a.used);
    if (first !== undefined && first.used >= PROBED_MS && first.used > 3 * (second?.used ?? 0)) return first.thread;
  }
}

function threadMilliseconds(pid: number, thread: string): number {
  try {
    const [user = 0, system = 0] =
      readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
    return ((user + system) * 1000) / TICKS_PER_SECOND;
  } catch {
    // A thread that has just ended.
    return 0;
  }
}
