import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TeleError } from '../core/index.ts';
import { createCaptureReader, type CaptureFileContext, type CaptureReader, type CaptureSummary } from './capture-reader.ts';

/**
 * Reads a `.hepbin`, `.stream`, `.pcap` or `.pcapng` file, gzipped or not, and emits what it holds: see `createCaptureReader`.
 * Throws `FILE_UNREADABLE` or `FILE_FORMAT`.
 */
export async function readCaptureFile(path: string, context: CaptureFileContext): Promise<CaptureSummary> {
  return feedCapture(createCaptureReader(path, context), path, createReadStream(path));
}

/**
 * Feeds the bytes of a capture, gzipped or not, to a reader, and ends it. `between` is awaited after each piece; what it throws ends it. Throws `FILE_FORMAT`, and
 * `FILE_UNREADABLE` when the bytes cannot be had.
 */
export async function feedCapture(
  reader: CaptureReader,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  between?: () => Promise<void> | undefined,
): Promise<CaptureSummary> {
  const readAll = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      reader.push(chunk);
      await between?.();
    }
  };
  try {
    const { isGzip, chunks } = await lookInto(bytes);
    await (isGzip ? pipeline(chunks, createGunzip(), readAll) : readAll(chunks));
  } catch (cause) {
    const fault = gzipFault(cause);
    if (fault === undefined) throw asReadFault(cause, name);
    reader.reject(fault);
  }
  return reader.end();
}

/** The same bytes, and whether they are gzipped. */
async function lookInto(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly isGzip: boolean; readonly chunks: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  let isMore = true;
  while (isMore && head.length < 2) {
    const next = await iterator.next();
    isMore = next.done !== true;
    if (next.done !== true) head = head.length === 0 ? new Uint8Array(next.value) : Buffer.concat([head, next.value]);
  }
  return { isGzip: head[0] === 0x1f && head[1] === 0x8b, chunks: goOn(head, isMore ? iterator : undefined) };
}

/** What was looked at, and the rest; who ends it early ends the iterator too. */
async function* goOn(head: Uint8Array, iterator: AsyncIterator<Uint8Array> | undefined): AsyncGenerator<Uint8Array, void> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator?.next(); next !== undefined && next.done !== true; next = await iterator?.next()) yield next.value;
  } finally {
    await iterator?.return?.();
  }
}

/** Why the compressed bytes end where they do. Undefined when the failure is not one of decompression. */
function gzipFault(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string' || !cause.code.startsWith('Z_')) return undefined;
  return cause.code === 'Z_BUF_ERROR' ? 'truncated' : 'bad_gzip';
}

/** What a system call or a stream failed with is that the bytes cannot be had; whatever else is thrown stays what it is. */
function asReadFault(cause: unknown, name: string): unknown {
  const isRead = cause instanceof Error && 'code' in cause && !(cause instanceof TeleError);
  return isRead ? new TeleError('FILE_UNREADABLE', `${name} could not be read.`, cause) : cause;
}
