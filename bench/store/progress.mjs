const REFRESH_MS = 500;

/** A line on the terminal with rate and time left; nothing where stderr is no terminal. */
export function createProgress(name, total) {
  const startedAt = performance.now();
  let shownAt = startedAt;
  const isTerminal = process.stderr.isTTY === true || process.env.RINGSCOPE_PROGRESS === '1';
  return {
    show(done) {
      const now = performance.now();
      if (!isTerminal || now - shownAt < REFRESH_MS) return;
      shownAt = now;
      const rate = done / ((now - startedAt) / 1000);
      const left = rate === 0 ? '' : ` ${Math.round((total - done) / rate)} s left`;
      process.stderr.write(`\r\x1b[2K${name} ${((100 * done) / total).toFixed(1)} % of ${total}, ${Math.round(rate)}/s${left}`);
    },
    end() {
      if (isTerminal) process.stderr.write('\r\x1b[2K');
    },
  };
}
