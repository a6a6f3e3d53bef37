import type { EventType, ModemState, TelephonyEvent } from '../../core/index.ts';
import { presetHealth } from '../preset-health.ts';

/** What one gateway told. */
interface CallstackTold {
  /** By the name of the modem. */
  readonly modems: Readonly<Record<string, ModemState>>;
  readonly isStoreReady: boolean;
}

/** Further modems are not followed. */
const MOST_MODEMS = 64;

const STATE: ReadonlyMap<EventType, ModemState> = new Map([
  ['modem.connected', 'connected'],
  ['modem.disconnected', 'disconnected'],
  ['modem.reconnecting', 'reconnecting'],
]);

function fold(told: CallstackTold, event: TelephonyEvent): CallstackTold {
  if (event.type === 'sms.storage') return { ...told, isStoreReady: true };
  const state = STATE.get(event.type);
  if (state === undefined || !('modem' in event) || event.modem === undefined) return told;
  const { modems } = told;
  const isFull = !(event.modem in modems) && Object.keys(modems).length >= MOST_MODEMS;
  return isFull ? told : { ...told, modems: { ...modems, [event.modem]: state } };
}

/** A gateway that never told of a modem has none. */
function isConnected({ modems }: CallstackTold): boolean {
  const states = Object.values(modems);
  return states.length > 0 && states.every((state) => state === 'connected');
}

/** `/healthz` of Callstack: 503 while a modem is lost, sought or was never heard of, and when a check fails. */
export const callstackHealth = presetHealth<CallstackTold>({
  paths: ['/healthz'],
  types: [...STATE.keys(), 'sms.storage'],
  initial: { modems: {}, isStoreReady: false },
  fold,
  async answer(_path, told, { startedAt, now, checks }) {
    const hasModems = told.every(isConnected);
    const isReady = hasModems && (await checks()).every(({ found }) => found.status !== 'unhealthy');
    return {
      status: isReady ? 200 : 503,
      body: {
        status: isReady ? 'ready' : 'degraded',
        modem_connected: hasModems,
        uptime_seconds: Math.max(0, now() - startedAt),
        sms_store_ready: told.every(({ isStoreReady }) => isStoreReady),
      },
    };
  },
});
