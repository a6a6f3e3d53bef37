import { readdirSync } from 'node:fs';
import { labelText, present, type Clock, type EventOfType } from '../../core/index.ts';
import { countOpenFiles } from '../../metrics-node/index.ts';

/** The source of what the server tells presets of itself. */
export const OWN_SOURCE = labelText('ringscope');

/** What the server tells presets of itself, as programs do. */
export interface OwnEvents {
  started(): EventOfType<'program.started'>;
  /** Cores in use are those since the call before. */
  state(): EventOfType<'program.state'>;
}

/** Begins to measure. */
export function createOwnEvents(version: string, startedAt: number, now: Clock): OwnEvents {
  let before = { at: startedAt, seconds: 0 };
  return {
    started: () => ({
      type: 'program.started',
      at: startedAt,
      source: OWN_SOURCE,
      name: OWN_SOURCE,
      version: labelText(version),
      description: labelText('observability of telephony'),
    }),
    state() {
      const at = now();
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      const elapsed = at - before.at;
      const cpuRatio = elapsed > 0 ? Math.max(0, seconds - before.seconds) / elapsed : undefined;
      before = { at, seconds };
      return {
        type: 'program.state',
        at,
        source: OWN_SOURCE,
        uptimeSeconds: Math.max(0, at - startedAt),
        cpuSeconds: seconds,
        residentBytes: process.memoryUsage.rss(),
        ...present({
          cpuRatio,
          openFiles: countOpenFiles(),
          threads: countIn('/proc/self/task'),
          connections: process.getActiveResourcesInfo().filter((one) => one === 'TCPSocketWrap').length,
        }),
      };
    },
  };
}

/** Undefined where the system does not tell. */
function countIn(folder: string): number | undefined {
  try {
    return readdirSync(folder).length;
  } catch {
    return undefined;
  }
}
