import type { Finding } from '../../core/index.ts';
import type { ExportedLine, OtlpLost } from '../../exporters/index.ts';
import type { Span } from '../../traces/index.ts';
import type { Exchange, Nothing, Ping } from '../messages.ts';
import type { ToldTrace } from './told-traces.ts';

/** What main asks the thread that exports by OTLP. */
export type OtlpFromMain = {
  ping: Ping;
  /** Loads what exporting needs and begins. */
  open: Exchange<Nothing, Nothing>;
  /** Takes what is to be exported. */
  take: Exchange<OtlpBatch, Nothing>;
  /** Sends what waits; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What main hands over to be exported. */
export interface OtlpBatch {
  readonly lines: readonly ExportedLine[];
  /** The ids of calls that are over and whose traces may be exported. */
  readonly calls: readonly string[];
  /** Those of what is no part of a call. */
  readonly spans: readonly Span[];
}

/** What the thread that exports by OTLP tells main. */
export type MainFromOtlp = {
  /** How it is, and since it was told last what was lost, and which traces metrics may name. */
  otlp: Exchange<{ readonly finding: Finding; readonly lost: readonly OtlpLost[]; readonly traces: readonly ToldTrace[] }, Nothing>;
};
