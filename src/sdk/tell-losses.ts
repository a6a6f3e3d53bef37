import type { EventOfType } from '../core/index.ts';
import type { ProgramLog } from './program-log.ts';

/** The most kinds of malformed events of which each is told once. */
const MOST = 64;

/** Makes what tells once of each type and field that was malformed, in words that repeat no value. */
export function createLossTeller({ warning }: Pick<ProgramLog, 'warning'>): (event: EventOfType<'event.dropped'>) => void {
  const told = new Set<string>();
  return ({ reason, eventType = 'something', field, message = '' }) => {
    const where = field === undefined ? eventType : `${eventType}.${field}`;
    if (reason !== 'malformed' || told.size >= MOST || told.has(where)) return;
    told.add(where);
    warning(`${where} is malformed and the event was dropped: ${message} It is told once, and counted in ringscope_dropped_total.`);
  };
}
