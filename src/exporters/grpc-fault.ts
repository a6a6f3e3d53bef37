import { opensslCode } from './unreached.ts';

/** What the library says of a connection that failed. Behind it stands the message of the fault, as a rule without its code. */
const NO_CONNECTION =
  /^No connection established\. Last error: (?:Error(?: \[(?<named>ERR_[A-Z\d_]{3,60})\])?: )?(?<message>.*)\. Resolution note: /s;

/** The codes of messages that name none, as Node has them. */
const CODES: readonly (readonly [message: RegExp, code: string])[] = [
  [/^self-signed certificate in certificate chain$/, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/^self-signed certificate$/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/^unable to verify the first certificate$/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/^unable to get local issuer certificate$/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [/^unable to get issuer certificate$/, 'UNABLE_TO_GET_ISSUER_CERT'],
  [/^certificate has expired$/, 'CERT_HAS_EXPIRED'],
  [/^certificate is not yet valid$/, 'CERT_NOT_YET_VALID'],
  [/^Protocol error /, 'ERR_HTTP2_ERROR'],
  // Without a word, before either side had said anything.
  [/^(?:Failed to connect |Socket closed|Connection closed before |Client network socket disconnected )/, 'ECONNRESET'],
];

const SYSTEM = /^(?:connect|read|write) (E[A-Z]{3,15})\b/;

/** Why there was no connection, by the details of an error of the library: they quote addresses, a code does not. Undefined: they are about something else. */
export function connectionFault(details: string): { readonly code: string | undefined } | undefined {
  const { named, message } = NO_CONNECTION.exec(details)?.groups ?? {};
  if (message === undefined) return undefined;
  const known = CODES.find(([pattern]) => pattern.test(message))?.[1];
  return { code: named ?? opensslCode(message) ?? SYSTEM.exec(message)?.[1] ?? known };
}

/** Whether the name in the address could not be resolved; the library does not say why. */
export function isUnresolved(details: string): boolean {
  return details.startsWith('Name resolution failed for target ');
}

/** The status of HTTP of an answer that has none of gRPC. Undefined: it has one. */
export function httpStatus(details: string): number | undefined {
  const status = /^Received HTTP status code (\d{3})$/.exec(details)?.[1];
  return status === undefined ? undefined : Number(status);
}

const RESOURCE_EXHAUSTED = 8;
const TOO_LARGE = /^Received message larger than max \((\d{1,10}) vs \d+\)$/;
/** Any four characters of a text, and the first ones of a page, of which the very first is not known. */
const TEXT = /^[\t\n\r\x20-\x7e]{4}$/;
const PAGE = /<|^(?:!doc|!--|html|head)/i;

/** What a success of HTTP is whose body is no message: its first characters were read as the length of one, which says what they were. Undefined: it may be a message. */
export function bodyInstead(status: number, details: string): 'a web page' | 'text' | undefined {
  const length = status === RESOURCE_EXHAUSTED ? Number(TOO_LARGE.exec(details)?.[1]) : Number.NaN;
  if (!(length < 2 ** 32)) return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const start = bytes.toString('latin1');
  if (!TEXT.test(start)) return undefined;
  return PAGE.test(start) ? 'a web page' : 'text';
}
