import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

test.each([
  ['https://collector.example.com:4318', 'https://collector.example.com:4318'],
  ['https://collector.example.com/', 'https://collector.example.com/'],
  ['https://bob:a,b;c@tempo.example.com/a,b;c?tok=x,y;z#w', 'https://(set)'],
  ['https://bob:p@ss@[2001:db8::1]:80/', 'https://(set)'],
  ['a=https://one.example/x b=grpc://two.example', 'a=https://one.example/(set) b=grpc://two.example'],
  ['192.0.2.0/24', '192.0.2.0/24'],
])('of %s is shown %s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

test('whatever stands behind the host of an address or before its @ is not shown', () => {
  const part = fc.stringMatching(/^[a-z,;:@.?#&=%-]{0,8}SECRET[a-z,;:@.?#&=%-]{0,8}$/u);
  fc.assert(
    fc.property(part, part, (user, path) => {
      expect(withoutSecrets(`https://${user}@host.example/${path}`)).not.toContain('SECRET');
    }),
  );
});
