import { ByteReader, ByteWriter, type LatencyRecord, type LatencyStage, Sketch, TeleError } from '../../../core/index.ts';
import { bytesColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import { stageOf } from '../rows/latency-table.ts';
import { FIVE_MINUTES, HOUR, rollupId } from './rollup-table.ts';

const WRITE = `INSERT INTO latency_rollup (id, version, sketches) VALUES (?, 1, ?)
ON CONFLICT (id) DO UPDATE SET version = version + 1, sketches = excluded.sketches`;

/** The latencies of each stage. */
export type StageSketches = Map<LatencyStage, Sketch>;

/** Keeps the latency rollups of one day file exact. */
export class LatencyRollupWriter {
  readonly #file: DayFile;
  readonly #changed = new Map<number, StageSketches>();

  constructor(file: DayFile) {
    this.#file = file;
  }

  add({ at, stage, seconds }: LatencyRecord): void {
    for (const width of [FIVE_MINUTES, HOUR]) {
      const id = rollupId(at, this.#file.day, width);
      const sketches = this.#changed.get(id) ?? readLatencyRollup(this.#file, id) ?? new Map<LatencyStage, Sketch>();
      this.#changed.set(id, sketches);
      sketchOf(sketches, stage).add(seconds);
    }
  }

  /** Writes what changed, within the transaction that is open. */
  flush(): void {
    for (const [id, sketches] of this.#changed) this.#file.prepare(WRITE).run(id, encode(sketches));
    this.#changed.clear();
  }
}

/** One latency rollup of a day; undefined when nothing was measured in it. */
export function readLatencyRollup(file: DayFile, id: number): StageSketches | undefined {
  const row = file.prepare('SELECT sketches FROM latency_rollup WHERE id = ?').get(id);
  return row === undefined ? undefined : decode(bytesColumn(row, 'sketches'));
}

/** The sketch of a stage, made when there is none. */
export function sketchOf(sketches: StageSketches, stage: LatencyStage): Sketch {
  const known = sketches.get(stage);
  if (known !== undefined) return known;
  const sketch = new Sketch();
  sketches.set(stage, sketch);
  return sketch;
}

function encode(sketches: StageSketches): Uint8Array {
  const out = new ByteWriter();
  for (const [stage, sketch] of sketches) {
    out.block(Buffer.from(stage, 'utf8'));
    out.block(sketch.encode());
  }
  return out.take();
}

function decode(bytes: Uint8Array): StageSketches {
  const input = new ByteReader(bytes);
  const sketches: StageSketches = new Map();
  while (!input.isDone) {
    const stage = stageOf(Buffer.from(input.block()).toString('utf8'));
    const sketch = Sketch.decode(input.block());
    if (sketch === undefined) throw new TeleError('STORE_CORRUPT', 'A rollup of latencies cannot be read.');
    sketchOf(sketches, stage).merge(sketch);
  }
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A rollup of latencies is cut short.');
  return sketches;
}
