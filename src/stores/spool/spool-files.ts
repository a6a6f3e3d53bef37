import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, TeleError } from '../../core/index.ts';

/** One file of frames. Its name is the number of the change before its first one. */
export interface Segment {
  readonly path: string;
  /** All its changes have higher numbers. */
  readonly base: number;
  /** Length of what is synced; what lies behind it does not count. */
  bytes: number;
}

const SEGMENT_NAME = /^(\d{16})\.spool$/;

/** Where the segment whose changes follow the number `base` lies. */
export function segmentPath(folder: string, base: number): string {
  return join(folder, `${String(base).padStart(16, '0')}.spool`);
}

/** The segments in a folder, the oldest first. Other files are left alone. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of await readdir(folder)) {
    const base = SEGMENT_NAME.exec(name)?.[1];
    if (base === undefined) continue;
    const path = join(folder, name);
    segments.push({ path, base: Number(base), bytes: (await stat(path)).size });
  }
  return segments.sort((a, b) => a.base - b.base);
}

/** Makes new and removed names in a folder survive the loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether the system refused with this code, e.g. `ENOENT`. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

/** What `work` resolves with. Whatever it throws becomes a `TeleError` that names the folder of the spool. */
export async function withSpoolFaults<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TeleError) throw error;
    const isRefused = error instanceof Error && 'code' in error;
    const code: ErrorCode = isRefused ? 'STORE_UNWRITABLE' : 'INTERNAL';
    throw new TeleError(code, `The spool in ${folder} cannot be used (${error instanceof Error ? error.message : String(error)}).`, error);
  }
}
