import { createCountTotal } from '../../core/index.ts';
import type { PresetHealth } from '../preset.ts';

/** `/healthz` of RustPBX: it says that the process is there, and asks nothing. */
export const rustpbxHealth: PresetHealth = {
  paths: ['/healthz'],
  open({ startedAt, now, version: known = '' }) {
    const calls = createCountTotal<string>();
    let active = 0;
    let version = known;
    return {
      types: ['call.carried', 'program.started'],
      accept(event) {
        if (event.type === 'call.carried') active = calls.set(`${event.state}|${event.carrier}|${event.source}`, event.count);
        else if (event.type === 'program.started') version = event.version;
      },
      answer: () => ({
        status: 200,
        body: { status: 'ok', uptime_seconds: Math.max(0, Math.floor(now() - startedAt)), version, active_calls: active },
      }),
    };
  },
};
