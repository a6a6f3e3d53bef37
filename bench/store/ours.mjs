// Our store through its public interface, as the server uses it.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIST = new URL('../../dist/', import.meta.url);
/** Changes of one message to the store thread, and how many of those may be unanswered: as the server sends them. */
export const MESSAGE_CHANGES = 500;
const UNANSWERED = 4;
/** Changes that main holds for the store thread at most. */
export const UNANSWERED_CHANGES = UNANSWERED * MESSAGE_CHANGES;
/** How often the spool is told what it may forget: as the server does. */
const COMMIT_MS = 1000;
const SPOOL_BYTES = 1 << 30;
const SINK = 'sqlite';

function loadFormat() {
  return import(new URL('format/index.js', DIST).href);
}

export function loadStores() {
  return import(new URL('stores/index.js', DIST).href);
}

/** The driver of our store: Node's own SQLite or the packaged one. */
export async function loadDriver() {
  const { loadSqliteDriver } = await import(new URL('stores/sqlite/database/sqlite-driver.js', DIST).href);
  return loadSqliteDriver();
}

export async function openOurs(folder, options = {}) {
  const { openSqlite } = await loadStores();
  mkdirSync(folder, { recursive: true });
  return openSqlite({ path: folder, ...options });
}

/** Packs changes as the main thread of the server does. `lsn` is the number of the last change before them. */
export async function loadEncoder() {
  const { createChangeEncoder, createTimelineEncoder, encodeEntries } = await loadFormat();
  const encode = createChangeEncoder();
  const encodeTimeline = createTimelineEncoder();
  return (changes, lsn) => {
    const messages = [];
    for (let at = 0; at < changes.length; at += MESSAGE_CHANGES) {
      const part = changes.slice(at, at + MESSAGE_CHANGES);
      const last = lsn + at + part.length;
      messages.push({ lsn: last, count: part.length, payload: encode(part.map((change) => encodeEntries(change, encodeTimeline))) });
    }
    return messages;
  };
}

/** Spool and store, as the store thread runs them. `seconds` says where its time goes. */
export async function openPipeline(folder) {
  const { batchSize, openSpool, yieldCores } = await loadStores();
  const { decodeChanges } = await loadFormat();
  yieldCores();
  const store = await openOurs(folder);
  const spool = await openSpool({
    folder: join(folder, 'spool'),
    maxBytes: SPOOL_BYTES,
    sinks: [SINK],
    now: () => Date.now() / 1000,
    observer: { synced() {}, lost() {}, cut() {} },
    lastLsn: (await store.stats()).lastLsn,
  });
  const reader = spool.reader(SINK);
  // The store waits for so many, as the server does.
  const batchChanges = batchSize();
  const seconds = { spool: 0, decode: 0, apply: 0 };
  let spooledBytes = 0;
  let busySeconds = 0;
  let appliedLsn = spool.lastLsn();
  let committedAt = performance.now();

  async function timed(name, work) {
    const from = performance.now();
    const result = await work();
    seconds[name] += (performance.now() - from) / 1000;
    return result;
  }

  async function keep(messages) {
    for (let at = 0; at < messages.length; at += UNANSWERED)
      await Promise.all(messages.slice(at, at + UNANSWERED).map((one) => spool.append(one)));
  }

  /** Applies batches as long as at least so many changes wait. */
  async function applyAll(least) {
    while (spool.lastLsn() - appliedLsn >= least) await applyNext();
  }

  async function applyNext() {
    const batch = await timed('spool', () => reader.next(batchChanges));
    const changes = await timed('decode', () => batch.frames.flatMap(({ payload }) => decodeChanges(payload)));
    await timed('apply', () => store.append({ lsn: batch.lsn, changes }));
    appliedLsn = batch.lsn;
    if (performance.now() - committedAt < COMMIT_MS) return;
    committedAt = performance.now();
    await timed('spool', () => reader.committed(appliedLsn));
  }

  return {
    seconds,
    store,
    spooledBytes: () => spooledBytes,
    /** How long it had something to do. */
    busySeconds: () => busySeconds,
    async append(messages) {
      const from = performance.now();
      for (const { payload } of messages) spooledBytes += payload.length;
      // The disk syncs these while those of before are applied, as in the server.
      const kept = keep(messages);
      await applyAll(batchChanges);
      await timed('spool', () => kept);
      busySeconds += (performance.now() - from) / 1000;
    },
    async close() {
      const from = performance.now();
      await applyAll(1);
      await timed('spool', () => reader.committed(appliedLsn));
      await timed('apply', () => store.close());
      await spool.close();
      busySeconds += (performance.now() - from) / 1000;
    },
  };
}

/** Bytes of all files below a folder. */
export function folderBytes(folder) {
  let bytes = 0;
  for (const item of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(item.parentPath ?? item.path, item.name);
    if (item.isFile() && !path.endsWith('.spool')) bytes += statSync(path).size;
  }
  return bytes;
}
