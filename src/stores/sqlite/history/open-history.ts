import { join } from 'node:path';
import { loadSqliteDriver } from '../database/sqlite-driver.ts';
import { HISTORY_FILE } from '../folder/data-folder.ts';
import { createHistoryFile, type HistoryFile } from './history-file.ts';

/** The values of metrics of a data folder, for the one process that writes it. */
export async function openHistory(folder: string): Promise<HistoryFile> {
  return createHistoryFile(join(folder, HISTORY_FILE), await loadSqliteDriver());
}
