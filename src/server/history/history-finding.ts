import type { Clock, Finding } from '../../core/index.ts';
import type { HistoryFile } from '../../stores/index.ts';
import type { BlockReader } from './block-reader.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import type { MemoryHistory } from './memory-history.ts';

const MIB = 1024 * 1024;

interface Judged {
  readonly memory: MemoryHistory;
  readonly keeper: HistoryKeeper;
  readonly file: HistoryFile;
  readonly mostBytes: number;
  readonly blocks: BlockReader;
  readonly now: Clock;
}

/** Returns the function that says how the history of metrics is. */
export function createHistoryFinding({ memory, keeper, file, mostBytes, blocks, now }: Judged): () => Finding {
  return () => {
    const { failure } = keeper;
    if (failure !== undefined) {
      const seconds = Math.round(now() - failure.since);
      return degraded(`The values of metrics have not been written for ${seconds} s, and are kept in memory. ${failure.error.message}`);
    }
    if (memory.refused > 0)
      return degraded(`${memory.refused} values of the last sampling are not kept: ${memory.count} series are the most.`);
    const damaged = file.damagedRows();
    if (damaged > 0) return degraded(`${damaged} rows of history.db are damaged: their values are missing.`);
    if (blocks.problem !== undefined) return degraded(blocks.problem);
    const size = `${Math.ceil(file.bytes() / MIB)} of at most ${Math.floor(mostBytes / MIB)} MiB`;
    return { name: 'history', severity: 'ok', reason: `The values of ${memory.count} series are kept; history.db takes ${size}.` };
  };
}

function degraded(reason: string): Finding {
  return { name: 'history', severity: 'degraded', reason };
}
