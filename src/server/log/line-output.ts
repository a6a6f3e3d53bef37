/** Takes the lines of a log, and never waits for who reads them. */
export interface LineOutput {
  /** Writes a line at once, or keeps it for a while, or loses it. */
  write(line: string): void;
  /** How many lines were lost since it was asked last. */
  takeLost(): number;
  /** Tries once more to write what is kept. True: nothing is kept. */
  drain(): boolean;
}

interface LineOutputParts {
  /** Writes of these bytes what can be taken now, and says how many. Throws EAGAIN when that is none, and else when nothing will ever be taken. */
  readonly put: (bytes: Uint8Array) => number;
  /** The line that says that so many were lost. */
  readonly lostLine: (count: number) => string;
  readonly after: (seconds: number, callback: () => void) => void;
}

/** What cannot be written is kept up to this, and is lost beyond. */
const MAX_KEPT_BYTES = 64 * 1024;
const AGAIN_SECONDS = 0.1;

/** Keeps what a slow reader does not take. Once a line was lost, so are all behind it, until the others are written and the loss is told in its place. */
export function createLineOutput({ put, lostLine, after }: LineOutputParts): LineOutput {
  const kept: Uint8Array[] = [];
  let [keptBytes, untold, lost] = [0, 0, 0];
  let isWaiting = false;

  const keep = (line: string): void => {
    const bytes = Buffer.from(line);
    kept.push(bytes);
    keptBytes += bytes.length;
  };
  const writeKept = (): void => {
    for (;;) {
      if (kept.length === 0 && untold > 0) {
        keep(lostLine(untold));
        untold = 0;
      }
      const [first] = kept;
      if (first === undefined) return;
      const written = put(first);
      keptBytes -= written;
      if (written === first.length) kept.shift();
      else kept[0] = first.subarray(written);
    }
  };
  const drain = (): boolean => {
    try {
      writeKept();
    } catch (error) {
      if (isFull(error)) tryLater();
      else {
        // There is nobody to whom the loss could be told.
        lost += kept.splice(0).length;
        [keptBytes, untold] = [0, 0];
      }
    }
    return kept.length === 0;
  };
  const tryLater = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    after(AGAIN_SECONDS, () => {
      isWaiting = false;
      drain();
    });
  };

  return {
    write(line) {
      if (untold > 0 || keptBytes > MAX_KEPT_BYTES) {
        untold += 1;
        lost += 1;
      } else keep(line);
      drain();
    },
    takeLost() {
      const taken = lost;
      lost = 0;
      return taken;
    },
    drain,
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
