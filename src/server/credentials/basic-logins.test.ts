import { expect, test } from 'vitest';
import type { Identity } from '../http/credentials.ts';
import type { BasicUser } from './basic-lines.ts';
import { createBasicLogins } from './basic-logins.ts';

const USERS: ReadonlyMap<string, BasicUser> = new Map(
  ['cheap', 'costly'].map((name) => [name, { hash: `hash of ${name}`, identity: { name, roles: new Set(['read']) } }]),
);

test('the cost of the hash that is compared does not tell whether somebody has the name', async () => {
  const compared: string[] = [];
  const logins = createBasicLogins(
    {
      isRight: async (_password, hash) => {
        compared.push(hash);
        return false;
      },
      close: () => undefined,
    },
    () => 0,
  );
  const hashFor = async (name: string, password: string): Promise<string | undefined> => {
    const header = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    await logins.identify(header, USERS, async (compare: () => Promise<Identity | undefined>) => compare());
    return compared.pop();
  };
  expect([await hashFor('cheap', 'x'), await hashFor('costly', 'x')]).toEqual(['hash of cheap', 'hash of costly']);
  // Names that nobody has are told apart as little as those of the file: each has one hash of them, and any of them.
  const seen = new Set<string | undefined>();
  for (let index = 0; index < 64; index += 1) {
    const hash = await hashFor(`nobody-${index}`, 'x');
    expect(await hashFor(`nobody-${index}`, 'y')).toBe(hash);
    seen.add(hash);
  }
  expect(seen).toEqual(new Set(['hash of cheap', 'hash of costly']));
});
