/** The part of its time for which the query thread may work on figures. */
const BUSY_SHARE = 0.05;

interface FigurePoll<Figures> {
  /** Asks the query thread. */
  readonly ask: () => Promise<Figures>;
  readonly show: (figures: Figures) => void;
  /** Seconds of the monotonic clock. */
  readonly seconds: () => number;
}

/** Makes what asks for figures of the store and shows them. It is not asked while it answers, and the longer an answer takes, the more seldom. It never rejects. */
export function createFigurePoll<Figures>({ ask, show, seconds }: FigurePoll<Figures>): () => Promise<void> {
  let dueAt = 0;
  return async () => {
    const begin = seconds();
    if (begin < dueAt) return;
    dueAt = Number.POSITIVE_INFINITY;
    try {
      show(await ask());
    } catch {
      // The health checks report a failed query thread; the last figures stay.
    }
    const end = seconds();
    dueAt = end + (end - begin) * (1 / BUSY_SHARE - 1);
  };
}
