import { createHash } from 'node:crypto';
import { createReadStream, statSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { createCaptureReader, feedCapture } from '../../sources/index.ts';
import type { Capture } from './import-captures.ts';

/** More files of one folder than anybody rotates through. */
const MAX_FILES = 10_000;

/** Capture files as they are read, and those of folders that are none. */
export interface FoundCaptures {
  /** In the order in which they begin. */
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Files of folders that are no captures. */
  readonly skipped: readonly string[];
}

/** A file as a capture. */
export function fileCapture(path: string): Capture {
  return { name: path, open: () => createReadStream(path) };
}

/**
 * Finds the captures that paths mean: files, and those in folders and below. Throws `FILE_UNREADABLE`, `FILE_FORMAT` for a file that was named and is no capture, and `NOT_FOUND` for a
 * folder without any.
 */
export async function findCaptures(given: readonly string[]): Promise<FoundCaptures> {
  const found: FoundCapture[] = [];
  const skipped: string[] = [];
  const seen = new Set<string>();
  for (const path of given) {
    const isFolder = isFolderOrFile(path);
    const before = found.length;
    for (const one of isFolder ? await filesBelow(path) : [path]) {
      const file = regularFile(one);
      // One file under two names is read once.
      if (file !== undefined && seen.has(`${file.dev}:${file.ino}`)) continue;
      const begun = file === undefined ? undefined : await begunFile(one, file, !isFolder);
      if (begun === undefined) skipped.push(one);
      else found.push(begun);
      if (file !== undefined) seen.add(`${file.dev}:${file.ino}`);
    }
    if (isFolder && found.length === before) throw new TeleError('NOT_FOUND', `There is no capture file in ${path}.`);
  }
  const paths = found.toSorted((a, b) => a.at - b.at).map(({ path }) => path);
  return { paths, bytes: found.reduce((sum, { size }) => sum + size, 0), skipped };
}

/** A file with its begin. Undefined for one that is no capture, unless it was named: then it throws. */
async function begunFile(path: string, { size }: Stats, isNamed: boolean): Promise<FoundCapture | undefined> {
  const at = await beginOf(path, isNamed);
  return at === undefined ? undefined : { path, at, size };
}

interface FoundCapture {
  readonly path: string;
  readonly at: number;
  readonly size: number;
}

/** Whether a path is a folder. Throws for what is neither a folder nor a file: a pipe would be waited for. */
function isFolderOrFile(path: string): boolean {
  const stats = statOf(path);
  if (stats.isDirectory() || stats.isFile()) return stats.isDirectory();
  throw new TeleError('FILE_FORMAT', `${path} is neither a file nor a folder; what comes through a pipe is read as \`-\`.`);
}

/** What tells these files from others: 32 bytes. Throws `FILE_UNREADABLE`. */
export async function filesIdentity(paths: readonly string[], signal?: AbortSignal): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for (const path of paths) {
    try {
      for await (const chunk of createReadStream(path)) {
        signal?.throwIfAborted();
        hash.update(chunk as Uint8Array);
      }
    } catch (cause) {
      signal?.throwIfAborted();
      throw unreadable(path, cause);
    }
  }
  return hash.digest();
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** What is known of a regular file, also behind a link. Undefined for all else. */
function regularFile(path: string): Stats | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats : undefined;
  } catch {
    // A link that leads nowhere.
    return undefined;
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    if (files.length > MAX_FILES)
      throw new TeleError('BAD_REQUEST', `${folder} holds more than ${MAX_FILES} files: name those that are meant.`);
    return files.toSorted();
  } catch (cause) {
    throw cause instanceof TeleError ? cause : unreadable(folder, cause);
  }
}

class Begun extends Error {}

/** When the first record of a file was captured; 0 when it has none. Undefined for a file that is no capture, unless it was named: then it throws. */
async function beginOf(path: string, isNamed: boolean): Promise<number | undefined> {
  let at = 0;
  const onRecord = (clock: number): never => {
    at = clock;
    throw new Begun();
  };
  try {
    await feedCapture(createCaptureReader(path, { emit: () => undefined, hashSeed: 0, onRecord }), path, createReadStream(path));
  } catch (error) {
    if (error instanceof Begun) return at;
    if (!isNamed && error instanceof TeleError && error.code === 'FILE_FORMAT') return undefined;
    throw error;
  }
  return at;
}

function unreadable(path: string, cause: unknown): TeleError {
  return new TeleError('FILE_UNREADABLE', `${path} could not be read.`, cause);
}
