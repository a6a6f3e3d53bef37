import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hexKeyOf, PRIVACY_KEY_BYTES, TeleError } from '../../core/index.ts';
import { shownPath, whyUnread } from '../../tls/index.ts';
import { hasStore, makeOwnFolder } from '../../stores/index.ts';

/** Any right of others, and writing by the group. A group that reads is allowed, since mounted secrets are read that way. */
const FORBIDDEN_MODE = 0o027;

const KEY_FILE = 'privacy.key';

/** Where the key of the pseudonyms lives. */
export interface KeyPlace {
  /** The file that the settings name. It must exist. Absent: `privacy.key` in the data folder, made on first use. */
  readonly keyFile?: string | undefined;
  readonly dataFolder: string;
}

/** Reads the key of the pseudonyms, and makes it on the first start with mode 0600. Throws `KEY_FILE_INVALID` or `STORE_UNWRITABLE`, and `KEY_MISMATCH` when it is missing where calls are. */
export function loadPrivacyKey(place: KeyPlace): Uint8Array {
  if (place.keyFile !== undefined) return readKey(place.keyFile);
  const path = join(place.dataFolder, KEY_FILE);
  try {
    createKey(path);
  } catch (cause) {
    if (cause instanceof TeleError) throw cause;
    throw new TeleError('STORE_UNWRITABLE', `The privacy key could not be written to ${path}.`, cause);
  }
  return readKey(path);
}

/** Reads the key and never makes one: a new key would find nothing. Throws as `loadPrivacyKey` does. */
export function readPrivacyKey({ keyFile, dataFolder }: KeyPlace): Uint8Array {
  const path = join(dataFolder, KEY_FILE);
  if (keyFile === undefined && !isThere(path) && hasStore(dataFolder)) throw missing(path);
  return readKey(keyFile ?? path);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function missing(path: string): TeleError {
  return new TeleError('KEY_MISMATCH', `${dirname(path)} holds calls, but the key that they were written with is missing: ${path}.`);
}

/** Puts a whole new key in its place unless there is one: two processes that start at once end with the same key. */
function createKey(path: string): void {
  if (isThere(path)) return;
  const folder = dirname(path);
  if (hasStore(folder)) throw missing(path);
  makeOwnFolder(folder);
  putKey(path, randomBytes(PRIVACY_KEY_BYTES));
}

/** Writes the key into a data folder that has none: a backup, or one that was deleted under the process that knows it, so that what is written there from now on can be found again. */
export function writeKey(dataFolder: string, key: Uint8Array): void {
  putKey(join(dataFolder, KEY_FILE), key);
}

function putKey(path: string, key: Uint8Array): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, `${Buffer.from(key).toString('hex')}\n`);
    fsyncSync(handle);
    closeSync(handle);
    linkSync(draft, path);
  } catch (cause) {
    // Another process was first; its key is as good.
    if (!isExisting(cause)) throw cause;
  } finally {
    unlinkSync(draft);
  }
}

function readKey(path: string): Uint8Array {
  let text: string;
  let mode: number;
  try {
    mode = statSync(path).mode;
    text = readFileSync(path, 'latin1');
  } catch (cause) {
    throw new TeleError('KEY_FILE_INVALID', `The privacy key${shownPath(path)} could not be read${whyUnread(cause)}.`, cause);
  }
  // Windows has no such mode bits and reports all of them as set.
  if (process.platform !== 'win32' && (mode & FORBIDDEN_MODE) !== 0) {
    throw new TeleError('KEY_FILE_INVALID', `The privacy key ${path} has mode ${(mode & 0o777).toString(8)}: others may read or write it.`);
  }
  const key = hexKeyOf(text);
  if (key !== undefined) return key;
  throw new TeleError(
    'KEY_FILE_INVALID',
    `The privacy key ${path} does not hold ${PRIVACY_KEY_BYTES} bytes as ${PRIVACY_KEY_BYTES * 2} hex digits.`,
  );
}

function isExisting(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
}
