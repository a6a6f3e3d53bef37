import type { EventOfType } from './events/index.ts';

/** The most modems that are remembered as lost at once. */
const MOST = 1024;

/** The modems that were lost and not connected since. */
export interface LostModems {
  lose(event: EventOfType<'modem.disconnected'>): void;
  /** Whether a modem that is connected was lost before, as its program says or as was heard here. */
  isAgain(event: EventOfType<'modem.connected'>): boolean;
}

/** Makes one that knows of no loss. */
export function createLostModems(): LostModems {
  const lost = new Set<string>();
  return {
    lose({ source, modem }) {
      if (lost.size < MOST) lost.add(`${source}|${modem}`);
    },
    isAgain: ({ source, modem, isReconnect }) => lost.delete(`${source}|${modem}`) || isReconnect,
  };
}
