import { createHash } from 'node:crypto';
import { TeleError } from '../../core/index.ts';

/** Keys that are remembered; the oldest is forgotten first. */
const MAX_KEYS = 10_000;
const MAX_KEY_LENGTH = 256;

interface Remembered {
  readonly digest: string;
  readonly answer: Promise<object>;
}

/** Remembers the answers of requests by their `Idempotency-Key`, so that one that is sent again is not carried out again. */
export interface Idempotency {
  /** What `work` answered the first time that this key came. Throws `BAD_REQUEST` when the key came with another body. Without a key it always works. */
  once(key: string | undefined, body: string, work: () => Promise<object>): Promise<object>;
}

/** Makes an empty memory. It lasts as long as the process. */
export function createIdempotency(): Idempotency {
  const byKey = new Map<string, Remembered>();
  return {
    async once(key, body, work) {
      if (key === undefined) return work();
      if (key.length > MAX_KEY_LENGTH)
        throw new TeleError('BAD_REQUEST', `The Idempotency-Key is longer than ${MAX_KEY_LENGTH} characters.`);
      const digest = createHash('sha256').update(body).digest('base64');
      const known = byKey.get(key);
      if (known !== undefined && known.digest !== digest)
        throw new TeleError('BAD_REQUEST', 'The Idempotency-Key came before with another body.');
      if (known !== undefined) return known.answer;
      const answer = work();
      byKey.set(key, { digest, answer });
      if (byKey.size > MAX_KEYS) for (const oldest of byKey.keys()) if (byKey.delete(oldest)) break;
      // What failed may be tried again with the same key; the caller sees the failure itself.
      answer.catch(() => byKey.get(key)?.answer === answer && byKey.delete(key));
      return answer;
    },
  };
}
