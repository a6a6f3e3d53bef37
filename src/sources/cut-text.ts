/** The longest text taken over; what is longer is cut. */
const MAX_TEXT_LENGTH = 1024;

/** A text from the network at the length that an event may hold. */
export function cutText(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
}
