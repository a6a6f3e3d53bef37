import type { TelephonyEvent } from '../../core/index.ts';
import { presetHealth } from '../preset-health.ts';

/** What one PBX told. */
interface RustpbxTold {
  /** Absent until it told. */
  readonly version?: string;
  readonly startedAt?: number;
  /** Calls that are not over, by state and by what carries them. */
  readonly calls: Readonly<Record<string, number>>;
}

function fold(told: RustpbxTold, event: TelephonyEvent): RustpbxTold {
  if (event.type === 'program.started') return { ...told, version: event.version, startedAt: event.at };
  if (event.type !== 'call.carried') return told;
  return { ...told, calls: { ...told.calls, [`${event.state} ${event.carrier}`]: event.count } };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** `/healthz` of RustPBX: it says that the process is there, and asks nothing. Of several, the one that started last tells version and uptime. */
export const rustpbxHealth = presetHealth<RustpbxTold>({
  paths: ['/healthz'],
  types: ['call.carried', 'program.started'],
  initial: { calls: {} },
  fold,
  answer(_path, told, { startedAt, version = '', now }) {
    const [newest] = told.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
    return {
      status: 200,
      body: {
        status: 'ok',
        uptime_seconds: Math.max(0, Math.floor(now() - (newest?.startedAt ?? startedAt))),
        version: newest?.version ?? version,
        active_calls: sum(told.flatMap(({ calls }) => Object.values(calls))),
      },
    };
  },
});
