import { scrub, type Private } from '../core/index.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What ids are made of that hide nothing: no percent sign writes a digit in another way, and no run of digits is long enough for a phone number. */
const HARMLESS = /^(?!.*\d{7})[\w.:@/*-]*$/;

/**
 * The id that a program gave a call, as outputs show it: without the numbers and names of the call when nothing else in it may be a number, else its keyed
 * hash, which finds the call as well. A UUID is shown although many hold as many digits.
 */
export function shownCallId(callId: string, key: string, secrets: readonly (Private | undefined)[]): string {
  const clean = scrub(callId, secrets);
  return HARMLESS.test(clean) || UUID.test(clean) ? clean : key;
}
