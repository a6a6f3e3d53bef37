// Loaded into a program that is measured: at its end it writes to its descriptor 3 what it has used.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(3, JSON.stringify({ us: userCPUTime + systemCPUTime, mostMb: maxRSS / 1024 }));
  });
}
