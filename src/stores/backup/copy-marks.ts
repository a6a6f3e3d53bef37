import { offsetPath, readOffset, writeOffset } from '../spool/offset-file.ts';
import { readMarks, writeMarks } from '../spool/marks-file.ts';

/**
 * Copies how far programs have told their events, and the offsets that are named, from one folder of a spool to another, which is there. After the segments: of what
 * those do not hold any more the marks tell.
 */
export async function copyMarks(from: string, to: string, offsets: readonly string[]): Promise<void> {
  const marks = await readMarks(from);
  if (marks.length > 0) await writeMarks(to, marks);
  for (const name of offsets) {
    const lsn = await readOffset(offsetPath(from, name));
    if (lsn > 0) await writeOffset(offsetPath(to, name), lsn);
  }
}
