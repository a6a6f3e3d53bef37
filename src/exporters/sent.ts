import { visibleText } from '../core/index.ts';

/** What became of one batch. */
export type Sent =
  /** The collector took it, but for so many items. */
  | { readonly kind: 'taken'; readonly rejected: number; readonly message?: string }
  /** It may be sent again, not before so many seconds where the collector says so. `reason` names no address and no secret. */
  | { readonly kind: 'again'; readonly reason: string; readonly afterSeconds?: number }
  /** The collector understood, and refused. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Sends one batch; it never rejects. `close` ends what is under way. */
export interface Sender<T> {
  send(items: T): Promise<Sent>;
  close(): void;
}

/** Makes a request of items, and reads what the collector says of a partial success. */
export interface Serializer<T> {
  readonly encode: (items: T) => Uint8Array;
  /** How many items of the request were rejected, and why. Throws when the answer cannot be read. */
  readonly rejected: (answer: Uint8Array) => { readonly count: number; readonly message: string };
}

/** What an answer that could be read says, without what the headers of the request hold; one that cannot be read is that of a collector that took all. */
export function takenBy(
  serializer: Pick<Serializer<never>, 'rejected'>,
  answer: Uint8Array | undefined,
  headers: Readonly<Record<string, string>>,
): Sent {
  if (answer === undefined) return { kind: 'taken', rejected: 0 };
  try {
    const { count, message } = serializer.rejected(answer);
    return message === ''
      ? { kind: 'taken', rejected: count }
      : { kind: 'taken', rejected: count, message: visibleText(withoutSecrets(message, headers).slice(0, MOST_MESSAGE)) };
  } catch {
    // The status says that it was taken; more cannot be known.
    return { kind: 'taken', rejected: 0, message: 'its answer could not be read' };
  }
}

/** A text with `***` for what headers hold: a collector may quote them, and what it says is logged. */
function withoutSecrets(text: string, headers: Readonly<Record<string, string>>): string {
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/[\s,;]+/)]);
  // Longest first: a part would leave the rest of the whole. Shorter ones are no secrets, and are in any word.
  const secrets = [...new Set(words)].filter(({ length }) => length >= LEAST_SECRET).toSorted((one, two) => two.length - one.length);
  return secrets.reduce((said, secret) => said.replaceAll(secret, '***'), text);
}

/** Letters of the shortest secret. */
const LEAST_SECRET = 5;
/** So much of what a collector says is shown. */
const MOST_MESSAGE = 200;
