import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type RawMessage, RawMessages, unpackRawMessages } from '../../core/index.ts';
import { appendToFile, writeNewFile } from '../files/new-file.ts';
import { makeOwnFolder } from '../files/own-folder.ts';
import { HEAD_BYTES, openBlock, readRawHead, sealBlock } from '../../format/index.ts';

const FILE_SECONDS = 3600;
const FILE_NAME = /^(\d+)\.raw$/;
const BLOCK_BYTES = 256 * 1024;

export interface RawOptions {
  /** Made when the first messages come. */
  readonly folder: string;
  /** 32 bytes: everything is encrypted with it. */
  readonly key: Uint8Array;
}

/** What was deleted because it is no longer kept. */
export interface RawExpiry {
  readonly files: number;
  readonly freedBytes: number;
}

/** SIP messages as they were captured: a file per hour of arrival, each a row of compressed and encrypted blocks. A message may be missing after a crash. */
export interface RawFiles {
  /** Appends messages, packed by `RawMessages`. Throws what writing a file throws. */
  append(messages: Uint8Array): void;
  /** The messages of a call that arrived in a window, in order of arrival. What cannot be read is left out. */
  find(callKey: string, since: number, until: number): readonly RawMessage[];
  /** Counts the messages that match. */
  count(isMeant: (message: RawMessage) => boolean): number;
  /** Deletes the messages that are meant: the files that hold some are written anew. */
  erase(isMeant: (message: RawMessage) => boolean): void;
  /** Deletes what arrived before a time, and the oldest files while all take more than `maxBytes`. */
  expire(before: number, maxBytes: number): RawExpiry;
}

/** Opens the files of a folder. They are opened for each use and closed after it. */
export function openRaw({ folder, key }: RawOptions): RawFiles {
  return {
    append(messages) {
      const all = unpackRawMessages(messages);
      const [first] = all;
      if (first === undefined) return;
      makeOwnFolder(folder);
      const times = all.map(({ at }) => at);
      const block = sealBlock(messages, Math.min(...times), Math.max(...times), key);
      appendToFile(join(folder, `${hourOf(first.at)}.raw`), block);
    },
    find(callKey, since, until) {
      // A block stands in the file of its first message and may end in the hour after.
      const files = hoursIn(folder).filter((hour) => hour >= hourOf(since) - FILE_SECONDS && hour <= hourOf(until));
      const found = files.flatMap((hour) => messagesIn(readFileSync(join(folder, `${hour}.raw`)), since, until, key));
      return found.filter((one) => one.callKey === callKey && one.at >= since && one.at <= until).toSorted((a, b) => a.at - b.at);
    },
    count(isMeant) {
      let found = 0;
      for (const hour of hoursIn(folder))
        found += messagesIn(readFileSync(join(folder, `${hour}.raw`)), -Infinity, Infinity, key).filter((one) => isMeant(one)).length;
      return found;
    },
    erase(isMeant) {
      for (const hour of hoursIn(folder)) {
        const path = join(folder, `${hour}.raw`);
        const messages = messagesIn(readFileSync(path), -Infinity, Infinity, key);
        const kept = messages.filter((one) => !isMeant(one));
        if (kept.length < messages.length) rewrite(path, kept, key);
      }
    },
    expire(before, maxBytes) {
      let [files, freedBytes] = [0, 0];
      const all = hoursIn(folder).map((hour) => ({ hour, path: join(folder, `${hour}.raw`) }));
      let total = all.reduce((sum, { path }) => sum + statSync(path).size, 0);
      for (const { hour, path } of all) {
        if (hour + 2 * FILE_SECONDS > before && total <= maxBytes) break;
        const { size } = statSync(path);
        rmSync(path);
        files += 1;
        freedBytes += size;
        total -= size;
      }
      return { files, freedBytes };
    },
  };
}

/** Writes the messages in blocks of a bounded size, then puts the file in place of the old one. */
function rewrite(path: string, messages: readonly RawMessage[], key: Uint8Array): void {
  const blocks: Uint8Array[] = [];
  const packed = new RawMessages();
  let first = messages[0]?.at ?? 0;
  for (const [index, message] of messages.entries()) {
    packed.add(message);
    if (packed.lengthBytes < BLOCK_BYTES && index < messages.length - 1) continue;
    blocks.push(sealBlock(packed.take(), first, message.at, key));
    first = messages[index + 1]?.at ?? 0;
  }
  writeNewFile(`${path}.new`, Buffer.concat(blocks));
  renameSync(`${path}.new`, path);
}

function hourOf(at: number): number {
  return Math.floor(at / FILE_SECONDS) * FILE_SECONDS;
}

/** The hours that have a file, oldest first. */
function hoursIn(folder: string): readonly number[] {
  if (!existsSync(folder)) return [];
  const hours = readdirSync(folder).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []);
  return hours.map(Number).toSorted((a, b) => a - b);
}

function* blocksIn(bytes: Uint8Array, since: number, until: number): Generator<Uint8Array, void> {
  for (let at = 0; ;) {
    const head = readRawHead(bytes, at);
    const start = at + HEAD_BYTES;
    // The end of a file that a killed process left.
    if (head === undefined || start + head.lengthBytes > bytes.length) return;
    if (head.lastAt >= since && head.firstAt <= until) yield bytes.subarray(start, start + head.lengthBytes);
    at = start + head.lengthBytes;
  }
}

function messagesIn(bytes: Uint8Array, since: number, until: number, key: Uint8Array): readonly RawMessage[] {
  return [...blocksIn(bytes, since, until)].flatMap((block) => {
    const messages = openBlock(block, key);
    return messages === undefined ? [] : unpackRawMessages(messages);
  });
}
