import { readdirSync } from 'node:fs';
import { countOpenFiles } from './open-files.ts';

/** What this process takes of its host, at one time. */
export interface ProcessReading {
  readonly uptimeSeconds: number;
  /** Of all its threads, on all cores, since it started. */
  readonly cpuSeconds: number;
  /** Cores in use since the reading before, or since the start: 1 is one whole core. */
  readonly cpuRatio: number;
  readonly residentBytes: number;
  /** Absent where the system does not tell, as below. */
  readonly openFiles?: number;
  readonly threads?: number;
  /** TCP connections of the calling thread. */
  readonly connections: number;
}

/** Makes a reader of this process. */
export function createProcessReader(): () => ProcessReading {
  let before = { cpuSeconds: 0, uptimeSeconds: 0 };
  return () => {
    const { user, system } = process.cpuUsage();
    const cpuSeconds = (user + system) / 1e6;
    const uptimeSeconds = process.uptime();
    const seconds = uptimeSeconds - before.uptimeSeconds;
    const cpuRatio = seconds > 0 ? (cpuSeconds - before.cpuSeconds) / seconds : 0;
    before = { cpuSeconds, uptimeSeconds };
    const openFiles = countOpenFiles();
    const threads = countThreads();
    return {
      uptimeSeconds,
      cpuSeconds,
      cpuRatio,
      residentBytes: process.memoryUsage.rss(),
      ...(openFiles === undefined ? {} : { openFiles }),
      ...(threads === undefined ? {} : { threads }),
      connections: process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length,
    };
  };
}

function countThreads(): number | undefined {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return undefined;
  }
}
