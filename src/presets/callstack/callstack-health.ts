import type { ModemState, TelephonyEvent } from '../../core/index.ts';
import type { HealthAnswer, PresetHealth } from '../preset.ts';

/** What Callstack's document says. */
interface CallstackState {
  readonly modem: ModemState;
  readonly isStoreReady: boolean;
}

const INITIAL: CallstackState = { modem: 'unknown', isStoreReady: false };

/** The state after one more event. */
function fold(state: CallstackState, event: TelephonyEvent): CallstackState {
  if (event.type === 'modem.connected') return { ...state, modem: 'connected' };
  if (event.type === 'modem.disconnected') return { ...state, modem: 'disconnected' };
  if (event.type === 'modem.reconnecting') return { ...state, modem: 'reconnecting' };
  if (event.type === 'sms.storage') return { ...state, isStoreReady: true };
  return state;
}

/** 200 when the modem can be used; 503 while it is lost, sought or was never heard of. */
function answer({ modem, isStoreReady }: CallstackState, uptimeSeconds: number): HealthAnswer {
  const isConnected = modem === 'connected';
  return {
    status: isConnected ? 200 : 503,
    body: {
      status: isConnected ? 'ready' : 'degraded',
      modem_connected: isConnected,
      uptime_seconds: uptimeSeconds,
      sms_store_ready: isStoreReady,
    },
  };
}

/** `/healthz` of Callstack. */
export const callstackHealth: PresetHealth = {
  paths: ['/healthz'],
  open({ startedAt, now }) {
    let state = INITIAL;
    return {
      types: ['modem.connected', 'modem.disconnected', 'modem.reconnecting', 'sms.storage'],
      accept(event) {
        state = fold(state, event);
      },
      answer: () => answer(state, Math.max(0, now() - startedAt)),
    };
  },
};
