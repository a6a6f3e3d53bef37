import { TeleError } from '../../../core/index.ts';
import type { SqliteDatabase } from '../database/sqlite-driver.ts';
import { column } from '../database/column.ts';

/** Remembers in the file of the calls in progress which key the folder is written with. Throws `KEY_MISMATCH` for another one than before. */
export function checkKey(db: SqliteDatabase, folder: string, keyCheck: string, isWritable: boolean): void {
  const known = column(db.prepare('SELECT key_check FROM meta').get(), 'key_check');
  if (known === keyCheck) return;
  if (typeof known === 'string') throw new TeleError('KEY_MISMATCH', `${folder} was written with another privacy key than this one.`);
  if (isWritable) db.prepare('UPDATE meta SET key_check = ?').run(keyCheck);
}
