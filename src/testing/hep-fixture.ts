import { readFileSync } from 'node:fs';

/** One record of a `.hepbin` capture. */
export interface HepRecord {
  /** Receive time, Unix seconds. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Reads the records of a `.hepbin` capture: `u32BE length | u64BE receive time in microseconds | datagram`. */
export function readHepFixture(path: string | URL): readonly HepRecord[] {
  const file = readFileSync(path);
  const records: HepRecord[] = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32BE(at);
    records.push({ at: Number(file.readBigUInt64BE(at + 4)) / 1e6, bytes: file.subarray(at + 12, at + 12 + length) });
    at += 12 + length;
  }
  return records;
}
