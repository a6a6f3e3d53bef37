import type { Consumer, Finding } from '../core/index.ts';
import { CHECKS } from './check-bounds.ts';
import { judge } from './health.ts';

/** Silence of all sources from which on nothing is going on, in seconds. */
const IDLE_SECONDS = 300;

/** How long after the last packet that the kernel dropped the server is degraded, in seconds. */
const DROPS_SECONDS = 10;
const RAISE =
  'Raise net.core.rmem_max and hep.receive_buffer_bytes, have fewer packets sent, or have agents send by TCP, which waits for its reader.';

/** Remembers when each source was last heard of, and when the kernel last dropped its packets. */
export interface SourceWatch extends Consumer {
  /** Something came that is no packet, such as events that were posted. */
  heard(source: string, at: number): void;
  /** Judges whether there is traffic at all, the sources that are expected to speak, silence of others means nothing, and whether packets are being lost before they could be read. */
  check(expected: readonly string[], now: number): readonly Finding[];
}

/** Packets that the kernel dropped since it last dropped none for a while. */
interface Drops {
  count: number;
  since: number;
  lastAt: number;
}

/** Starts watching. A source that never speaks is silent since `startedAt`. */
export function createSourceWatch(startedAt: number): SourceWatch {
  const heardAt = new Map<string, number>();
  const drops: Drops = { count: 0, since: 0, lastAt: Number.NEGATIVE_INFINITY };
  return {
    name: 'source-watch',
    accept(event) {
      if (event.type === 'source.packet') heardAt.set(event.source, event.receivedAt ?? event.at);
      else if (event.type === 'event.dropped' && event.reason === 'kernel_buffer') addDrops(drops, event.count, event.at);
    },
    heard: (source, at) => void heardAt.set(source, at),
    check: (expected, now) => [
      checkTraffic(heardAt, startedAt, now),
      ...expected.map((source): Finding => {
        const silentSeconds = Math.max(0, Math.round(now - (heardAt.get(source) ?? startedAt)));
        const severity = judge(silentSeconds, CHECKS.source_NAME.bounds);
        return { name: `source_${source}`, severity, reason: `${source} was last heard of ${silentSeconds} s ago.` };
      }),
      checkDrops(drops, now),
    ],
  };
}

function checkTraffic(heardAt: ReadonlyMap<string, number>, startedAt: number, now: number): Finding {
  const lastAt = Math.max(...heardAt.values());
  if (heardAt.size === 0) {
    const seconds = Math.max(0, Math.round(now - startedAt));
    return { name: 'traffic', severity: 'idle', reason: `Nothing was heard of any source since the start ${seconds} s ago.` };
  }
  const silentSeconds = Math.max(0, Math.round(now - lastAt));
  return silentSeconds >= IDLE_SECONDS
    ? { name: 'traffic', severity: 'idle', reason: `Nothing was heard of any source for ${silentSeconds} s.` }
    : { name: 'traffic', severity: 'ok', reason: `${[...heardAt.keys()].join(', ')} sent something ${silentSeconds} s ago.` };
}

function addDrops(drops: Drops, count: number, at: number): void {
  if (at - drops.lastAt > DROPS_SECONDS) {
    drops.count = 0;
    drops.since = at;
  }
  drops.count += count;
  drops.lastAt = at;
}

function checkDrops({ count, since, lastAt }: Drops, now: number): Finding {
  if (now - lastAt > DROPS_SECONDS) return { name: 'receive_buffer', severity: 'ok', reason: 'The kernel drops no packets.' };
  const seconds = Math.max(1, Math.round(now - since));
  const reason = `The kernel dropped ${count} packets within ${seconds} s, for they came faster than they could be read. ${RAISE}`;
  return { name: 'receive_buffer', severity: 'degraded', reason };
}
