import { TeleError } from '../../core/index.ts';
import type { Sender } from '../programs/program-intake.ts';
import { MAX_EVENTS } from './read-events.ts';

/** The header with what a program calls itself. */
export const INSTANCE_HEADER = 'ringscope-instance';
/** The header with the number of the first event. */
export const SEQUENCE_HEADER = 'ringscope-sequence';
/** The numbers of all events of a request are exact. */
const MOST = Number.MAX_SAFE_INTEGER - MAX_EVENTS;
const INSTANCE = /^[\w-]{16,64}$/;

/** Who numbers the events of a request; undefined for who does not. Throws `BAD_REQUEST` for a name or a number that is none. */
export function readSender(header: (name: string) => string | undefined): Sender | undefined {
  const [instance, given] = [header(INSTANCE_HEADER), header(SEQUENCE_HEADER)];
  if (instance === undefined && given === undefined) return undefined;
  const sequence = /^\d{1,16}$/.test(given ?? '') ? Number(given) : 0;
  if (instance === undefined || !INSTANCE.test(instance))
    throw new TeleError('BAD_REQUEST', 'The header ringscope-instance is not 16 to 64 letters, digits, - or _.');
  if (sequence < 1 || sequence > MOST)
    throw new TeleError('BAD_REQUEST', `The header ringscope-sequence is no whole number from 1 to ${MOST}.`);
  return { instance, sequence };
}
