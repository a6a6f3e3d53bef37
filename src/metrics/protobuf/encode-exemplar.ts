import type { ReadSeries } from '../pages/family-series.ts';
import { EXEMPLAR_CELLS, type ExemplarReading, readExemplar } from '../pages/exemplar-cells.ts';
import { exemplarCells, type Family } from '../pages/family.ts';
import type { ProtoWriter } from './proto-writer.ts';

/** Numbers of the fields of io.prometheus.client, of the messages Exemplar, LabelPair and Timestamp. */
const EXEMPLAR = { label: 1, value: 2, timestamp: 3 } as const;
const LABEL = { name: 1, value: 2 } as const;
const TIMESTAMP = { seconds: 1, nanos: 2 } as const;

/** The exemplars of a series by their place, undefined where there is none. Empty when its family has none. */
export function exemplarsOf(family: Family, { page, offset }: ReadSeries): readonly (ExemplarReading | undefined)[] {
  const room = exemplarCells(family);
  if (room === undefined) return [];
  return Array.from({ length: room.places }, (_, place) => readExemplar(page, offset + room.at + place * EXEMPLAR_CELLS));
}

/** Writes an exemplar as this field, if there is one. */
export function writeExemplar(writer: ProtoWriter, field: number, exemplar: ExemplarReading | undefined): void {
  if (exemplar === undefined) return;
  const start = writer.begin(field);
  writeLabel(writer, 'trace_id', exemplar.traceId);
  writeLabel(writer, 'span_id', exemplar.spanId);
  writer.double(EXEMPLAR.value, exemplar.value);
  writeTime(writer, EXEMPLAR.timestamp, exemplar.at);
  writer.end(start);
}

/** Writes a google.protobuf.Timestamp. `at`: Unix time in seconds. */
export function writeTime(writer: ProtoWriter, field: number, at: number): void {
  const time = writer.begin(field);
  const seconds = Math.floor(at);
  writer.unsigned(TIMESTAMP.seconds, seconds);
  writer.unsigned(TIMESTAMP.nanos, Math.floor((at - seconds) * 1e9));
  writer.end(time);
}

function writeLabel(writer: ProtoWriter, name: string, value: string): void {
  const label = writer.begin(EXEMPLAR.label);
  writer.text(LABEL.name, name);
  writer.text(LABEL.value, value);
  writer.end(label);
}
