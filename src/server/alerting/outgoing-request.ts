import type { Notification } from './told-alert.ts';

/** What is posted to a receiver. */
export interface OutgoingRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. Absent: the address is asked for with GET. */
  readonly body?: string;
}

/** Makes what a kind of receiver is posted. `secret`: what the file of the receiver holds, without blanks around it; empty without a file. Undefined: it has no news for such a receiver. */
export type RequestMaker = (notification: Notification, secret: string) => OutgoingRequest | undefined;

/** JSON as the body of a POST. */
export function jsonRequest(content: object, headers: Readonly<Record<string, string>> = {}): OutgoingRequest & { readonly body: string } {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) };
}

/** Unix seconds as RFC 3339. */
export function isoTime(at: number): string {
  return new Date(at * 1000).toISOString();
}
