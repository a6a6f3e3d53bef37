// What Linux tells of a process, its threads and its sockets.
import { readdirSync, readFileSync } from 'node:fs';

/** /proc tells CPU in hundredths of a second, and of a thread also in nanoseconds. */
const TICK_US = 10_000;

/** Microseconds of CPU of a process, user and system, also of threads that have ended. */
function processUs(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

function threadUs(pid, thread) {
  return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1000;
}

/** Microseconds of CPU that a process has used so far: `total`, and that of each of its threads that are named. */
export function readCpu(pid, threads = {}) {
  const named = Object.entries(threads).filter(([, thread]) => readdirSync(`/proc/${pid}/task`).includes(String(thread)));
  return { total: processUs(pid), ...Object.fromEntries(named.map(([name, thread]) => [name, threadUs(pid, thread)])) };
}

/** What was used between two readings; `rest` is that of all other threads: they compile, collect garbage and read files. */
export function usedBetween(before, after) {
  const used = Object.fromEntries(Object.entries(after).map(([name, us]) => [name, us - (before[name] ?? 0)]));
  const { total, ...named } = used;
  const rest = total - Object.values(named).reduce((sum, us) => sum + us, 0);
  return Object.keys(named).length === 0 ? { total } : { total, ...named, rest: Math.max(0, rest) };
}

/** Datagrams that the kernel dropped for want of room in the buffer of the UDP socket bound to a port. */
export function readKernelDrops(port) {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return lines.filter((columns) => columns[1]?.endsWith(local)).reduce((sum, columns) => sum + Number(columns.at(-1)), 0);
}
