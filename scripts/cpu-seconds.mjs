import { readFileSync } from 'node:fs';

/** Clock ticks in a second, as /proc counts them. */
const TICKS = 100;

/** CPU time of this process and of all children that it has waited for, user and system, in seconds. Undefined where there is no /proc. */
export function treeCpuSeconds() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / TICKS, 0);
  } catch {
    return undefined;
  }
}
