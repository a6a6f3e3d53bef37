import { TeleError } from '../core/index.ts';
import { encodeTarHeader, parseTarHeader, TAR_BLOCK, tarPadding } from '../wire/index.ts';

/** More files than anybody rotates through. */
const MAX_FILES = 10_000;
/** What follows the last file. */
const END_BYTES = 2 * TAR_BLOCK;

/** A file of an archive. */
export interface TarFile {
  /** As the archive has it, made for nothing but messages. */
  readonly name: string;
  /** Its bytes, to be read before the next file is asked for. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/**
 * The regular files of a tar archive as it comes; all else in it is passed over. Nothing of it is kept in memory. One that ends in the midst of a file ends that file. Throws
 * `FILE_FORMAT` for what is no archive, and `BAD_REQUEST` for one of more than 10,000 files.
 */
export async function* tarFiles(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile, void> {
  const bytes = new Bytes(chunks);
  for (let files = 0; ;) {
    const block = await bytes.take(TAR_BLOCK);
    const header = block.length === 0 ? undefined : parseTarHeader(block);
    if (header === undefined) break;
    if ('malformed' in header) throw new TeleError('FILE_FORMAT', 'The archive is damaged, or is no tar archive.');
    files += 1;
    if (files > MAX_FILES) throw new TeleError('BAD_REQUEST', `The archive holds more than ${MAX_FILES} entries.`);
    const end = bytes.read + header.lengthBytes;
    if (header.isFile) yield { name: header.name, read: () => bytes.upTo(end) };
    await drain(bytes.upTo(end + tarPadding(header.lengthBytes)));
  }
  // Whoever sends it waits until all of it is taken.
  await drain(bytes.upTo(Number.POSITIVE_INFINITY));
}

/** A file to be put into an archive. */
export interface FileToPack {
  readonly name: string;
  readonly lengthBytes: number;
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** Files as a tar archive. Throws `FILE_UNREADABLE` when one has become shorter meanwhile; of one that has grown the rest is left out. */
export async function* packTar(files: Iterable<FileToPack>): AsyncGenerator<Uint8Array, void> {
  for (const { name, lengthBytes, read } of files) {
    yield encodeTarHeader(name, lengthBytes);
    const bytes = new Bytes(read());
    yield* bytes.upTo(lengthBytes);
    if (bytes.read < lengthBytes) throw new TeleError('FILE_UNREADABLE', `${name} became shorter while it was read.`);
    yield new Uint8Array(tarPadding(lengthBytes));
  }
  yield new Uint8Array(END_BYTES);
}

async function drain(parts: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _part of parts);
}

/** Bytes that come in chunks, read in other parts. */
class Bytes {
  /** How many were read. */
  read = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** So many bytes; fewer where they end. */
  async take(most: number): Promise<Uint8Array> {
    const taken = new Uint8Array(most);
    const start = this.read;
    for await (const part of this.upTo(start + most)) taken.set(part, this.read - start - part.length);
    return taken.subarray(0, this.read - start);
  }

  /** The next bytes up to a place. */
  async *upTo(end: number): AsyncGenerator<Uint8Array, void> {
    while (this.read < end) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) return;
        this.#rest = next.value;
      }
      const part = this.#rest.subarray(0, end - this.read);
      this.#rest = this.#rest.subarray(part.length);
      this.read += part.length;
      yield part;
    }
  }
}
