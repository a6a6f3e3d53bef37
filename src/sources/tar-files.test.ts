import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeTarHeader, parseTarHeader } from '../wire/index.ts';
import { packTar, tarFiles } from './tar-files.ts';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** The names and texts of an archive that comes in chunks of a size. */
async function listed(archive: Uint8Array, size: number): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for await (const { name, read } of tarFiles(chunked(archive, size))) found.push([name, (await joined(read())).toString('latin1')]);
  return found;
}

const toPack = (name: string, bytes: Uint8Array, lengthBytes = bytes.length) => ({ name, lengthBytes, read: () => chunked(bytes, 7) });

test('files that are packed come out again, whatever the chunks', async () => {
  const file = fc.tuple(fc.stringMatching(/^[a-z/]{1,60}$/), fc.uint8Array({ maxLength: 2000 }));
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 6 }), fc.integer({ min: 1, max: 3000 }), async (files, size) => {
      const archive = await joined(packTar(files.map(([name, bytes]) => toPack(name, bytes))));
      expect(await listed(archive, size)).toEqual(files.map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')]));
    }),
    { numRuns: 50 },
  );
});

test('an archive of tar itself is read, without its folders and links, and tar reads what is packed here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-tar-'));
  try {
    mkdirSync(join(folder, 'in', 'below'), { recursive: true });
    writeFileSync(join(folder, 'in', 'a'), 'first');
    writeFileSync(join(folder, 'in', 'below', `${'long'.repeat(40)}`), 'second');
    symlinkSync('a', join(folder, 'in', 'link'));
    const made = execFileSync('tar', ['-C', folder, '--sort=name', '-cf', '-', 'in']);
    expect((await listed(made, 100)).map(([, text]) => text)).toEqual(['first', 'second']);
    writeFileSync(
      join(folder, 'packed.tar'),
      await joined(packTar([toPack('one', Buffer.from('text')), toPack('two', new Uint8Array(0))])),
    );
    expect(execFileSync('tar', ['-C', folder, '-xvf', join(folder, 'packed.tar')]).toString()).toBe('one\ntwo\n');
    expect(readFileSync(join(folder, 'one'), 'utf8')).toBe('text');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is not read of a file is passed over', async () => {
  const archive = await joined(packTar([toPack('a', new Uint8Array(5000)), toPack('b', Buffer.from('text'))]));
  const names: string[] = [];
  for await (const { name } of tarFiles(chunked(archive, 600))) names.push(name);
  expect(names).toEqual(['a', 'b']);
});

test('an archive that breaks off ends the file that it breaks off in', async () => {
  const archive = await joined(packTar([toPack('a', Buffer.from('x'.repeat(1000)))]));
  expect(await listed(archive.subarray(0, 612), 50)).toEqual([['a', 'x'.repeat(100)]]);
  expect(await listed(new Uint8Array(0), 1)).toEqual([]);
});

test('what is no archive, a length that is none and too many files are refused', async () => {
  await expect(listed(Buffer.from('no archive '.repeat(100)), 64)).rejects.toThrow('is no tar archive');
  await expect(listed(new Uint8Array(100).fill(7), 64)).rejects.toThrow('is no tar archive');
  const many = await joined(packTar(Array.from({ length: 10_001 }, (_, index) => toPack(`${index}`, new Uint8Array(0)))));
  await expect(listed(many, 64_000)).rejects.toThrow('more than 10000 entries');
  await expect(joined(packTar([toPack('shorter', new Uint8Array(5), 9)]))).rejects.toThrow('shorter became shorter');
});

test('lengths beyond 8 GiB are written and read, and no block of any bytes throws or has a length that is none', () => {
  expect(parseTarHeader(encodeTarHeader('large', 20 * 2 ** 30))).toEqual({ name: 'large', lengthBytes: 20 * 2 ** 30, isFile: true });
  const sums = (block: Uint8Array): Uint8Array => {
    const copy = Uint8Array.from(block).fill(32, 148, 156);
    const sum = copy.reduce((total, byte) => total + byte, 0);
    copy.set(new TextEncoder().encode(sum.toString(8).padStart(6, '0')), 148);
    return copy;
  };
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 512, maxLength: 512 }), fc.boolean(), (block, isSummed) => {
      const header = parseTarHeader(isSummed ? sums(block) : block);
      if (header !== undefined && !('malformed' in header)) expect(header.lengthBytes).toBeGreaterThanOrEqual(0);
    }),
  );
});
