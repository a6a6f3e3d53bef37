import { readdirSync, readFileSync } from 'node:fs';

/** What a process uses, as Linux tells it. */
export interface ProcessState {
  readonly openFiles: number;
  readonly residentBytes: number;
}

export function processState(pid: number): ProcessState {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { openFiles: readdirSync(`/proc/${pid}/fd`).length, residentBytes: Number(kilobytes) * 1024 };
}
