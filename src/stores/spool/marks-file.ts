import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeMarks, encodeMarks, type ProgramMark } from '../../format/index.ts';
import { isSystemError, syncFolder } from './spool-files.ts';

const NAME = 'programs.marks';
const CRC_BYTES = 4;

/** How far programs have told their events, as it was last written. None when the file is missing or damaged. */
export async function readMarks(folder: string): Promise<readonly ProgramMark[]> {
  try {
    const bytes = await readFile(join(folder, NAME));
    if (bytes.length < CRC_BYTES || bytes.readUInt32LE(0) !== crc32(bytes.subarray(CRC_BYTES))) return [];
    return decodeMarks(bytes.subarray(CRC_BYTES));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Replaces the file as a whole. Resolves when it is synced. */
export async function writeMarks(folder: string, programs: readonly ProgramMark[]): Promise<void> {
  const marks = encodeMarks(programs);
  const head = Buffer.alloc(CRC_BYTES);
  head.writeUInt32LE(crc32(marks), 0);
  const path = join(folder, NAME);
  await rm(`${path}.new`, { force: true });
  const file = await open(`${path}.new`, 'wx', 0o600);
  try {
    await file.writeFile(Buffer.concat([head, marks]));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(folder);
}
