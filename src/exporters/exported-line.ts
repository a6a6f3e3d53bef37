import type { SpanAttributes } from '../traces/index.ts';

/** A line of a log as it is exported. */
export interface ExportedLine {
  /** Unix seconds. */
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly attributes: SpanAttributes;
  /** The trace that it is about. */
  readonly traceId?: string;
  readonly spanId?: string;
}
