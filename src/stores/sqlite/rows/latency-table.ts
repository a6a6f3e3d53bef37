import { LATENCY_STAGE, type LatencyRecord, type LatencyStage } from '../../../core/index.ts';
import { microsecondsBeyond, timeOfRow } from '../columns/seq.ts';
import { freeSeq, seqRange } from './stored-call.ts';
import { column, numberColumn } from '../database/column.ts';
import { microseconds, seconds } from '../../../format/index.ts';
import type { DayFile } from '../day/day-file.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';

/** Writes a latency. False, and nothing written, when one of the same id is there. */
export function putLatency(file: DayFile, record: LatencyRecord): boolean {
  const hash = lookupHash('latencyId', record.id);
  const kept = file.lookup.find(hash, ...seqRange(record.at, file.day));
  if (kept.some((seq) => readLatency(file, seq)?.id === record.id)) return false;
  const seq = freeSeq(file, 'latencies', record.at);
  const us = microsecondsBeyond(seq, record.at, file.day);
  file
    .prepare('INSERT INTO latencies (seq, us, stage, duration, id, call_id) VALUES (?, ?, ?, ?, ?, ?)')
    .run(seq, us, file.words.idOf(record.stage), microseconds(record.seconds), record.id, record.callId);
  if (record.metadata !== undefined) putLater(file, seq, 'metadata', 'TEXT', record.metadata);
  if (record.isSynthetic === true) putLater(file, seq, 'synthetic', 'INTEGER', 1);
  file.lookup.add([hash, lookupHash('latencyCall', record.callId)].map((one) => ({ hash: one, seq })));
  return true;
}

/** The latency at a place, undefined when there is none. */
export function readLatency(file: DayFile, seq: number): LatencyRecord | undefined {
  const row = file.prepare('SELECT * FROM latencies WHERE seq = ?').get(seq);
  return row === undefined ? undefined : latencyOf(file, row);
}

/** The latency of a row. */
export function latencyOf(file: DayFile, row: unknown): LatencyRecord {
  return {
    id: String(column(row, 'id')),
    callId: String(column(row, 'call_id')),
    stage: stageOf(file.words.textOf(numberColumn(row, 'stage') ?? 0)),
    at: timeOfRow(row, file.day),
    seconds: seconds(numberColumn(row, 'duration') ?? 0),
    ...metadataOf(column(row, 'metadata')),
    ...(numberColumn(row, 'synthetic') === 1 ? { isSynthetic: true } : {}),
  };
}

/** A file that was made before latencies had a column gets it with the first that needs it; who does not know it passes it over. */
function putLater(file: DayFile, seq: number, name: 'metadata' | 'synthetic', type: string, value: string | number): void {
  const known = file.prepare("SELECT 1 FROM pragma_table_info('latencies', 'store') WHERE name = ?").get(name);
  if (known === undefined) file.db.exec(`ALTER TABLE store.latencies ADD COLUMN ${name} ${type}`);
  file.prepare(`UPDATE latencies SET ${name} = ? WHERE seq = ?`).run(value, seq);
}

function metadataOf(value: unknown): Pick<LatencyRecord, 'metadata'> {
  return typeof value === 'string' ? { metadata: value } : {};
}

/** A stage by its name. */
export function stageOf(name: string): LatencyStage {
  return LATENCY_STAGE.find((stage) => stage === name) ?? 'other';
}
