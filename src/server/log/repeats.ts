import type { LogLine } from './line.ts';

/** For how long lines of one kind are counted instead of written. */
const WINDOW_SECONDS = 60;
/** Kinds that are counted at once; lines of further kinds are all written. */
const MOST_KINDS = 256;

/** Counts lines that say again what was said. */
export interface Repeats {
  /** Whether a line is to be written now. Of one component and code the first one is, the others are counted, and their number is written after a minute with the last of them. */
  admit(line: LogLine): boolean;
  /** Writes what is counted so far and counts nothing any more. */
  flush(): void;
}

interface Kind {
  count: number;
  last: LogLine;
  cancel: () => void;
}

/** Counts from now on. A line without a code says something of its own, and is always written. */
export function createRepeats(write: (line: LogLine) => void, after: (seconds: number, callback: () => void) => () => void): Repeats {
  const kinds = new Map<string, Kind>();

  const tell = ({ count, last }: Kind): void => {
    if (count === 0) return;
    const message = `${count} more of these within ${WINDOW_SECONDS} s, the last one: ${last.message}`;
    write({ ...last, message, fields: { ...last.fields, repeats: count } });
  };
  const endWindow = (key: string, kind: Kind): void => {
    tell(kind);
    if (kind.count === 0) kinds.delete(key);
    else {
      kind.count = 0;
      kind.cancel = after(WINDOW_SECONDS, () => endWindow(key, kind));
    }
  };

  return {
    admit(line) {
      const { code } = line.fields;
      if (typeof code !== 'string') return true;
      const key = `${line.component} ${code}`;
      const known = kinds.get(key);
      if (known !== undefined) {
        known.count += 1;
        known.last = line;
        return false;
      }
      if (kinds.size >= MOST_KINDS) return true;
      const kind: Kind = { count: 0, last: line, cancel: () => undefined };
      kind.cancel = after(WINDOW_SECONDS, () => endWindow(key, kind));
      kinds.set(key, kind);
      return true;
    },
    flush() {
      for (const kind of kinds.values()) {
        kind.cancel();
        tell(kind);
      }
      kinds.clear();
    },
  };
}
