import type { Clock, Finding } from '../../core/index.ts';
import type { SharedPages } from '../../metrics/index.ts';
import type { HistoryFile } from '../../stores/index.ts';
import { createClockWatch } from '../clock-watch.ts';
import { BlockReader } from './block-reader.ts';
import { createHistoryFinding } from './history-finding.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { KeptHistory } from './kept-history.ts';
import { MemoryHistory } from './memory-history.ts';
import { sampleTime } from './sample-clock.ts';
import { createSampler, type SampledRule } from './sampler.ts';

/** From one writing to the next, in samplings: a minute. */
const WRITE_EVERY = 6;

interface SampledContext {
  readonly pages: SharedPages;
  /** What `telephony`, the first word of the names of metrics, is exposed as. */
  readonly namespace: string;
  /** The families that are kept, by the names of their declarations. */
  readonly families: ReadonlySet<string>;
  readonly rules: readonly SampledRule[];
  readonly file: HistoryFile;
  /** For how long values are kept; Infinity: for ever. */
  readonly keepSeconds: number;
  /** What the file may take. */
  readonly mostBytes: number;
  /** Unix seconds in whole milliseconds. */
  readonly now: Clock;
  readonly monotonic: Clock;
  /** Told of values that are lost. */
  readonly lost: (reason: 'table_full' | 'store_failed', count: number) => void;
  readonly mostSeries?: number;
}

/** Values of metrics over time: sampled, kept, written and read. */
export interface SampledHistory {
  readonly history: KeptHistory;
  readonly memory: MemoryHistory;
  /** Takes back what was kept before. */
  load(): void;
  /** Takes the values of the moment, and writes them about once a minute. The time of the sampling; undefined when the clock was set back a little: then there is none. */
  sample(): number | undefined;
  /** How it is. */
  finding(): Finding;
  /** Writes what is not written yet, unless there is no time for it. */
  close(isHurried: boolean): void;
}

/** Starts with nothing. */
export function createSampledHistory(context: SampledContext): SampledHistory {
  const { file, now, monotonic, lost, rules, pages, namespace, families, mostBytes } = context;
  const memory = new MemoryHistory(context.mostSeries);
  const blocks = new BlockReader(file);
  const history = new KeptHistory(memory, blocks);
  const keeper = new HistoryKeeper({
    file,
    memory,
    keepSeconds: context.keepSeconds,
    mostBytes,
    clock: createClockWatch({ now, monotonic }),
    now,
    changed: () => blocks.clear(),
    lost: (count) => lost('store_failed', count),
  });
  const take = createSampler({ pages, memory, history, families, namespace, rules });
  let samplings = 0;
  return {
    history,
    memory,
    load: () => keeper.load(),
    sample() {
      const time = sampleTime(now(), memory.lastAt);
      if (time === undefined) return undefined;
      if (time.isSetBack) {
        memory.forgetFrom(time.at);
        keeper.forgetFrom(time.at);
      }
      take(time.at);
      if (memory.refused > 0) lost('table_full', memory.refused);
      samplings += 1;
      if (samplings % WRITE_EVERY === 0) keeper.write();
      return time.at;
    },
    finding: createHistoryFinding({ memory, keeper, file, mostBytes, blocks, now }),
    close(isHurried) {
      if (!isHurried) keeper.write();
      keeper.close();
    },
  };
}
