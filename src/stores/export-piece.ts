/** Pieces are written so many bytes at a time. */
export const PIECE_STEP = 8;

/** A text of an export that comes again, ready to be written. */
export interface ExportPiece {
  /**
   * Its UTF-8, filled up with zeros to whole steps. As doubles they stay what they are: only one that is no number could change, and UTF-8 makes none.
   */
  readonly view: DataView;
  /** How many bytes there are without those that fill up. */
  readonly length: number;
}

/** Some text as a piece. */
export function exportPiece(text: string): ExportPiece {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.alloc(Math.ceil(length / PIECE_STEP) * PIECE_STEP);
  bytes.write(text);
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), length };
}

/** Up to four letters of ASCII as a number that `ExportBytes.letters` takes. */
export function lettersWord(letters: string): number {
  return Buffer.from(letters.padEnd(4, '0')).readInt32LE();
}
