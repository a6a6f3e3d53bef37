import type { Consumer } from '../core/index.ts';

/** What an import counts besides calls. */
export interface ImportCounts {
  /** Packets that were understood, by what they carried. */
  readonly read: Readonly<Record<string, number>>;
  readonly rejects: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly retransmissions: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  /** Times that were not used. */
  readonly clockFallbacks: Readonly<Record<string, number>>;
}

/** Counts what was understood, refused, captured twice, sent again, let go for want of room, and given another time. */
export interface ImportTally extends Consumer {
  counts(): ImportCounts;
}

/** Makes a tally with nothing in it. */
export function createImportTally(): ImportTally {
  const read = new Map<string, number>();
  const rejects = new Map<string, number>();
  const retransmissions = new Map<string, number>();
  const clockFallbacks = new Map<string, number>();
  const dropped = new Map<string, number>();
  let duplicates = 0;
  return {
    name: 'import',
    accept(event) {
      if (event.type === 'source.packet') count(read, event.kind);
      else if (event.type === 'source.rejected') count(rejects, event.reason);
      else if (event.type === 'sip.retransmission') count(retransmissions, String(event.status ?? event.method));
      else if (event.type === 'source.clock') count(clockFallbacks, event.reason);
      else if (event.type === 'event.dropped') count(dropped, event.reason, event.count);
      else if (event.type === 'sip.duplicate' && event.kind === 'capture') duplicates += 1;
    },
    counts: () => ({
      read: sorted(read),
      rejects: sorted(rejects),
      duplicates,
      retransmissions: sorted(retransmissions),
      dropped: sorted(dropped),
      clockFallbacks: sorted(clockFallbacks),
    }),
  };
}

function count(counts: Map<string, number>, key: string, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
