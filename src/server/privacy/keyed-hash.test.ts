import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeyedHash, keyedHash } from './keyed-hash.ts';

const DOMAIN = ['call-id', 'record', 'number', 'name', 'user', 'text'] as const;

test('the hashes that a key makes in a row are the HMAC of each text, whatever was hashed before and however long key and text are', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 300, maxLength: 1200 }));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(fc.tuple(fc.constantFrom(...DOMAIN), text), { maxLength: 6 }), (key, texts) => {
      const hashOf = createKeyedHash(key);
      for (const [domain, one] of texts) expect(hashOf(domain, one)).toBe(keyedHash(key, domain, one));
    }),
  );
});
