const QUIET_SECONDS = 0.5;
const REDRAW_SECONDS = 0.1;
const BAR_WIDTH = 30;

/** A bar on the last line of a terminal. */
export interface Progress {
  show(done: number): void;
  /** Removes the bar. */
  clear(): void;
}

/**
 * Makes a bar with the rate and the time left, which appears when the work takes longer than half a second. `total` is what `done` will be at the end; 0 when
 * nobody knows: then only the count and the rate are shown.
 */
export function createProgress(total: number, unit: 'bytes' | 'calls', write: (text: string) => void, now: () => number): Progress {
  const startedAt = now();
  let drawnAt = startedAt + QUIET_SECONDS - REDRAW_SECONDS;
  let isDrawn = false;
  return {
    show(done) {
      const at = now();
      if (at - drawnAt < REDRAW_SECONDS) return;
      drawnAt = at;
      isDrawn = true;
      const perSecond = done / (at - startedAt);
      const rate = `${amount(done, unit)}, ${amount(perSecond, unit)}/s`;
      const share = Math.min(1, done / total);
      const left = done === 0 ? '' : `, ${Math.ceil(Math.max(0, total - done) / perSecond)} s left`;
      const bar = '#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
      write(total === 0 ? `\r${rate}\u001b[K` : `\r[${bar}] ${Math.round(share * 100)} % ${rate}${left}\u001b[K`);
    },
    clear() {
      if (isDrawn) write('\r\u001b[K');
      isDrawn = false;
    },
  };
}

function amount(value: number, unit: 'bytes' | 'calls'): string {
  return unit === 'bytes' ? `${(value / 1024 / 1024).toFixed(1)} MiB` : `${Math.round(value)} calls`;
}
