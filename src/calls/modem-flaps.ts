import { secondsBetween, type Emit, type EventType, type TelephonyEvent } from '../core/index.ts';

/** A modem that is lost within so long after it was connected flaps. */
const FLAP_SECONDS = 60;
const MAX_MODEMS = 1024;

/** Tells when a modem was lost right after it was connected. */
export interface ModemFlaps {
  takes(type: EventType): boolean;
  accept(event: TelephonyEvent): void;
}

/** Creates one that has seen no modem yet. */
export function createModemFlaps(emit: Emit): ModemFlaps {
  const connectedAt = new Map<string, number>();
  return {
    takes: (type) => type === 'modem.connected' || type === 'modem.disconnected',
    accept(event) {
      if (event.type === 'modem.connected') {
        const key = `${event.source}|${event.modem}`;
        if (connectedAt.size < MAX_MODEMS || connectedAt.has(key)) connectedAt.set(key, event.at);
      } else if (event.type === 'modem.disconnected') {
        const { at, source, modem } = event;
        const key = `${source}|${modem}`;
        const begun = connectedAt.get(key);
        connectedAt.delete(key);
        const connectedSeconds = secondsBetween(begun, at);
        if (connectedSeconds !== undefined && connectedSeconds < FLAP_SECONDS)
          emit({ type: 'modem.flapped', at, source, modem, connectedSeconds });
      }
    },
  };
}
