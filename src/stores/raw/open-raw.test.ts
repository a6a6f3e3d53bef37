import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { RawMessages, unpackRawMessages, type RawMessage } from '../../core/index.ts';
import { openRaw } from './open-raw.ts';

const KEY = new Uint8Array(32).fill(3);
/** The begin of an hour. */
const HOUR = 1_795_219_200;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-raw-'));
  folders.push(path);
  return join(path, 'raw');
}

function pack(messages: readonly RawMessage[]): Uint8Array {
  const packed = new RawMessages();
  for (const message of messages) packed.add(message);
  return packed.take();
}

const message = (at: number, callKey: string, text: string): RawMessage => ({ at, callKey, bytes: new TextEncoder().encode(text) });
const texts = (messages: readonly RawMessage[]): readonly string[] => messages.map(({ bytes }) => new TextDecoder().decode(bytes));

test('the messages of a call are found by its key in order of arrival, over hours and blocks', () => {
  const raw = openRaw({ folder: folder(), key: KEY });
  raw.append(pack([message(HOUR + 3599.5, 'a', 'INVITE'), message(HOUR + 3600.2, 'b', 'OPTIONS'), message(HOUR + 3600.5, 'a', '200')]));
  raw.append(pack([message(HOUR + 7300, 'a', 'BYE'), message(HOUR + 7301, 'a', 'later')]));
  raw.append(pack([]));
  expect(texts(raw.find('a', HOUR + 3599, HOUR + 7300))).toEqual(['INVITE', '200', 'BYE']);
  expect(texts(raw.find('a', HOUR + 3600, HOUR + 3700))).toEqual(['200']);
  expect(raw.find('c', 0, Infinity)).toEqual([]);
  expect(openRaw({ folder: folder(), key: KEY }).find('a', 0, Infinity)).toEqual([]);
});

test('nothing on the disk can be read without the key, and another key finds nothing', () => {
  const path = folder();
  openRaw({ folder: path, key: KEY }).append(pack([message(HOUR, 'a', 'INVITE sip:+15550100017@example.org'.repeat(20))]));
  const bytes = readFileSync(join(path, readdirSync(path)[0] ?? ''));
  expect(bytes.includes('15550100017')).toBe(false);
  expect(openRaw({ folder: path, key: new Uint8Array(32) }).find('a', 0, Infinity)).toEqual([]);
});

test('a file that is cut short or damaged gives what is whole, and never throws', () => {
  const path = folder();
  const raw = openRaw({ folder: path, key: KEY });
  raw.append(pack([message(HOUR, 'a', 'first')]));
  raw.append(pack([message(HOUR + 1, 'a', 'second')]));
  const file = join(path, `${HOUR}.raw`);
  const whole = readFileSync(file);
  appendFileSync(file, whole.subarray(0, 30));
  expect(texts(raw.find('a', 0, Infinity))).toEqual(['first', 'second']);
  for (let cut = 0; cut < whole.length; cut += 1) {
    writeFileSync(file, whole.subarray(0, cut));
    expect(['', 'first']).toContain(texts(raw.find('a', 0, Infinity)).join());
  }
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const damaged = Uint8Array.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ bits;
      writeFileSync(file, damaged);
      for (const text of texts(raw.find('a', 0, Infinity))) expect(['first', 'second']).toContain(text);
    }),
  );
});

test('the messages of calls that are dropped are gone, those of others stay', () => {
  const raw = openRaw({ folder: folder(), key: KEY });
  raw.append(pack([message(HOUR, 'a', 'one'), message(HOUR + 1, 'b', 'two'), message(HOUR + 2, 'a', 'three')]));
  raw.append(pack([message(HOUR + 4000, 'b', 'four')]));
  raw.erase(({ callKey }) => callKey === 'a');
  expect(raw.find('a', 0, Infinity)).toEqual([]);
  expect(texts(raw.find('b', 0, Infinity))).toEqual(['two', 'four']);
  raw.erase(({ callKey }) => callKey === 'b');
  expect(raw.find('b', 0, Infinity)).toEqual([]);
});

test('old files go by age and the oldest by size', () => {
  const path = folder();
  const raw = openRaw({ folder: path, key: KEY });
  for (let hour = 0; hour < 5; hour += 1) raw.append(pack([message(HOUR + hour * 3600, 'a', `${hour}`)]));
  expect(raw.expire(HOUR + 3 * 3600, Infinity)).toMatchObject({ files: 2 });
  expect(texts(raw.find('a', 0, Infinity))).toEqual(['2', '3', '4']);
  const { freedBytes } = raw.expire(0, 100);
  expect(freedBytes).toBeGreaterThan(0);
  expect(texts(raw.find('a', 0, Infinity))).toEqual(['4']);
});

test('what is packed unpacks to the same, and junk never throws', () => {
  const one = fc.record({
    at: fc.integer({ min: 0, max: 2e9 }).map((milliseconds) => milliseconds / 1000),
    callKey: fc.string(),
    bytes: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), (messages) => {
      const unpacked = unpackRawMessages(pack(messages)).map(({ at, callKey, bytes }) => ({ at, callKey, bytes: Uint8Array.from(bytes) }));
      expect(unpacked).toEqual(messages.map((each) => ({ ...each, callKey: each.callKey.toWellFormed() })));
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => void unpackRawMessages(junk)));
});
