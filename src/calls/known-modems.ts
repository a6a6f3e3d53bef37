import type { EventOfType, TelephonyEvent } from '../core/index.ts';

/** What tells that a program has a modem. */
export const MODEM_EVENTS = [
  'modem.connected',
  'modem.disconnected',
  'modem.reconnecting',
  'modem.signal',
  'modem.registration',
  'modem.sim',
] as const;

/** An event of a modem. */
export type ModemEvent = EventOfType<(typeof MODEM_EVENTS)[number]>;

/** A modem, and the program that tells of it. */
type ModemOf = Pick<ModemEvent, 'source' | 'modem'>;

/** The most modems of all programs that are remembered. */
const MOST = 1024;

/** The modems that programs have told of. */
export interface KnownModems {
  hear(of: Pick<ModemEvent, 'source'> & Partial<ModemOf>): void;
  /** Whether its program told of no other modem. */
  isOnly(of: ModemOf): boolean;
}

/** Makes one that knows of none. Beyond its room, no modem counts as the only one. */
export function createKnownModems(): KnownModems {
  const bySource = new Map<string, Set<string>>();
  let size = 0;
  return {
    hear({ source, modem }) {
      const known = bySource.get(source);
      if (modem === undefined || known?.has(modem) === true || size >= MOST) return;
      size += 1;
      if (known === undefined) bySource.set(source, new Set([modem]));
      else known.add(modem);
    },
    isOnly({ source, modem }) {
      const known = bySource.get(source);
      return size < MOST && known?.size === 1 && known.has(modem);
    },
  };
}

/** Whether an event tells of a modem. */
export function isModemEvent(event: TelephonyEvent): event is ModemEvent {
  return MODEM_EVENTS.some((type) => type === event.type);
}
