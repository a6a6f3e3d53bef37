import type { SqliteDatabase } from '../sqlite-driver.ts';
import { HashFilter } from './hash-filter.ts';
import { joinRuns } from './join-runs.ts';
import { LookupEntries } from './lookup-entries.ts';
import { LOOKUP_ID_HASHES } from './lookup-hash.ts';
import { createLookupTable } from './lookup-table.ts';

/** Finds rows of a day by the hash of a text. What it gives may also be rows of another text: look at the row. */
export interface Lookup {
  /** Kept in memory until `flush`, which belongs into the same transaction. */
  add(hash: number, seq: number): void;
  /** Likewise. */
  remove(hash: number, seq: number): void;
  /** Writes what was added and removed. */
  flush(): void;
  /** The `seq` of rows from `first` to `last`, newest first. */
  find(hash: number, first?: number, last?: number): number[];
  /** False: no row has an id with this hash. For the writer of a file: it keeps up to 8 MB until `trim`. */
  mayHaveId(hash: number): boolean;
  /** Moves some more of what is written to one place, where it is found sooner; in a transaction. False when all is there. */
  join(): boolean;
  /** Gives memory back. */
  trim(): void;
}

/** An entry that `flush` removes from the file. */
interface RemovedEntry {
  readonly hash: number;
  readonly seq: number;
  /** It was not among those in memory. */
  readonly isWritten: boolean;
}

/** The lookup of one open file. */
export function createLookup(db: SqliteDatabase): Lookup {
  const table = createLookupTable(db);
  const added = new LookupEntries();
  const removed = new Map<string, RemovedEntry>();
  let filter: HashFilter | undefined;

  function flush(): void {
    for (const { hash, seq } of removed.values()) table.remove(hash, seq);
    removed.clear();
    if (added.length > 0) table.write(added);
  }

  function makeFilter(): HashFilter {
    // Whatever has an id has another entry too.
    const made = new HashFilter((table.count() + added.length) / 2);
    const add = (hash: number): void => {
      if (hash < LOOKUP_ID_HASHES) made.add(hash);
    };
    table.each(LOOKUP_ID_HASHES, add);
    added.eachHash(add);
    return made;
  }

  return {
    add(hash, seq) {
      // What is removed and added again, as most of a call that changes is, stays where it is.
      if (removed.size > 0 && removed.get(nameOf(hash, seq))?.isWritten === true) {
        removed.delete(nameOf(hash, seq));
        return;
      }
      added.add(hash, seq);
      if (hash >= LOOKUP_ID_HASHES) return;
      filter?.add(hash);
      if (filter?.isFull === true) filter = undefined;
    },
    remove(hash, seq) {
      const isWritten = !added.remove(hash, seq);
      const name = nameOf(hash, seq);
      if (!removed.has(name)) removed.set(name, { hash, seq, isWritten });
    },
    flush,
    find(hash, first = 0, last = Number.MAX_SAFE_INTEGER) {
      if (removed.size > 0) flush();
      const found = new Set([...added.find(hash), ...table.find(hash, first, last)]);
      return [...found].filter((seq) => seq >= first && seq <= last).sort((a, b) => b - a);
    },
    mayHaveId(hash) {
      filter ??= makeFilter();
      return filter.mayHave(hash);
    },
    join: () => joinRuns(db),
    trim() {
      filter = undefined;
    },
  };
}

function nameOf(hash: number, seq: number): string {
  return `${hash} ${seq}`;
}
