import type { Consumer } from '../core/index.ts';
import type { Finding } from './health.ts';

/** Silence of an expected source from which on the server is degraded, in seconds. */
const SILENT_SECONDS = 60;

/** Remembers when each source was last heard of. */
export interface SourceWatch extends Consumer {
  /** Judges the sources that are expected to speak. Silence of others means nothing. */
  check(expected: readonly string[], now: number): readonly Finding[];
}

/** Starts watching. A source that never speaks is silent since `startedAt`. */
export function createSourceWatch(startedAt: number): SourceWatch {
  const heardAt = new Map<string, number>();
  return {
    name: 'source-watch',
    accept(event) {
      if (event.type === 'source.packet') heardAt.set(event.source, event.receivedAt ?? event.at);
    },
    check: (expected, now) =>
      expected.map((source) => {
        const silentSeconds = Math.max(0, Math.round(now - (heardAt.get(source) ?? startedAt)));
        const severity = silentSeconds >= SILENT_SECONDS ? 'degraded' : 'ok';
        return { name: `source_${source}`, severity, reason: `${source} was last heard of ${silentSeconds} s ago.` };
      }),
  };
}
