const QUIET_SECONDS = 0.5;
const REDRAW_SECONDS = 0.1;
const BAR_WIDTH = 30;

/** A bar on the last line of a terminal. */
export interface Progress {
  show(done: number): void;
  /** Removes the bar. */
  clear(): void;
}

/** Makes a bar that appears when the work takes longer than half a second. `total` is what `done` will be at the end. */
export function createProgress(total: number, write: (text: string) => void, now: () => number): Progress {
  const startedAt = now();
  let drawnAt = startedAt + QUIET_SECONDS - REDRAW_SECONDS;
  let isDrawn = false;
  return {
    show(done) {
      const at = now();
      if (at - drawnAt < REDRAW_SECONDS || total <= 0) return;
      drawnAt = at;
      isDrawn = true;
      const share = Math.min(1, done / total);
      const left = share === 0 ? '' : ` ${Math.ceil(((at - startedAt) * (1 - share)) / share)} s left`;
      const bar = '#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
      write(`\r[${bar}] ${Math.round(share * 100)} %${left}\u001b[K`);
    },
    clear() {
      if (isDrawn) write('\r\u001b[K');
      isDrawn = false;
    },
  };
}
