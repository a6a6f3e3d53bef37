import type { Reader } from '../../metrics/index.ts';
import type { ShownCount } from './shown-count.ts';

interface NoteContext {
  readonly shown: ShownCount;
  /** Keeps the number over a restart. What it rejects with is lost: then what was shown may be counted again after a crash. */
  readonly keep: (lsn: number) => Promise<void>;
}

/**
 * A reader that notes what its renderings have shown of what programs told, once they were sent: one that is given up has shown nothing. After a crash the rest is counted again, so that nothing that was acknowledged is missing
 * from the increments that a scraper sees. The scrape waits for none of it.
 */
export function noteShown(reader: Reader, { shown, keep }: NoteContext): Reader {
  let keptLsn = 0;
  let keeping: Promise<void> | undefined;

  const keepNewest = async (): Promise<void> => {
    while (shown.shownLsn > keptLsn) {
      keptLsn = shown.shownLsn;
      await keep(keptLsn).catch(() => undefined);
    }
    keeping = undefined;
  };

  return {
    ...reader,
    render(...args) {
      const { read, lsn } = shown.read(
        () => reader.render(...args),
        ({ release }) => release(),
      );
      return {
        ...read,
        sent() {
          read.sent?.();
          shown.shown(lsn);
          if (shown.shownLsn > keptLsn) keeping ??= keepNewest();
        },
      };
    },
  };
}
