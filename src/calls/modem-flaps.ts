import { secondsBetween, type Emit, type TelephonyEvent } from '../core/index.ts';

/** A modem that is lost within so long after it was connected flaps. */
const FLAP_SECONDS = 60;
const MAX_MODEMS = 1024;

/** Tells when a modem was lost right after it was connected. */
export interface ModemFlaps {
  accept(event: TelephonyEvent): void;
}

/** Creates one that has seen no modem yet. */
export function createModemFlaps(emit: Emit): ModemFlaps {
  const connectedAt = new Map<string, number>();
  return {
    accept(event) {
      if (event.type === 'modem.connected') {
        if (connectedAt.size < MAX_MODEMS || connectedAt.has(event.modem)) connectedAt.set(event.modem, event.at);
      } else if (event.type === 'modem.disconnected') {
        const { at, source, modem } = event;
        const begun = connectedAt.get(modem);
        connectedAt.delete(modem);
        const connectedSeconds = secondsBetween(begun, at);
        if (connectedSeconds !== undefined && connectedSeconds < FLAP_SECONDS)
          emit({ type: 'modem.flapped', at, source, modem, connectedSeconds });
      }
    },
  };
}
