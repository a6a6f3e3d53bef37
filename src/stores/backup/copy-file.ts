import { open, type FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

/** Copies what an open file holds by now to a file for its owner alone, and syncs that. */
export async function copyFile(file: FileHandle, to: string): Promise<void> {
  const copy = await open(to, 'w', 0o600);
  try {
    const { size } = await file.stat();
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size));
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, size - at), at);
      if (bytesRead === 0) break;
      await copy.writeFile(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    await copy.datasync();
  } finally {
    await copy.close();
  }
}
