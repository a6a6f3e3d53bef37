import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';

/** The most memory that this process ever had in RAM. Linux's own figure comes first, for `maxRSS` of a child begins with that of its parent. */
export function peakBytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return resourceUsage().maxRSS * 1024;
  }
}
