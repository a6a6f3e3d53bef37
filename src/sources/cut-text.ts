import { MAX_TEXT } from '../core/index.ts';

/** A text from the network at the length that an event may hold. */
export function cutText(text: string): string {
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
}
