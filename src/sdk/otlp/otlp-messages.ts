import type { ErrorCode } from '../../core/index.ts';
import type { ExportedLine, OtlpConfig, OtlpLost } from '../../exporters/index.ts';
import type { SharedPages } from '../../metrics/index.ts';
import type { Span } from '../../traces/index.ts';

/** What the thread of the export is started with. */
export interface OtlpData {
  readonly config: OtlpConfig;
  /** The metrics that are exported. */
  readonly pages: SharedPages;
  /** When the program was started, Unix seconds. */
  readonly startedAt: number;
  /** What it has done: an `OtlpTally`. */
  readonly tally: SharedArrayBuffer;
}

/** What the program tells the thread. */
export type ToOtlp =
  | { readonly kind: 'batch'; readonly spans: readonly Span[]; readonly lines: readonly ExportedLine[] }
  /** Sends what waits within so many seconds; then the thread ends by itself. */
  | { readonly kind: 'close'; readonly seconds: number };

/** What the thread tells the program. */
export type FromOtlp =
  | { readonly kind: 'opened' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  /** How many spans there is room for before one is dropped, told before each `taken` and after each try; whether the last try failed, and is followed by another. */
  | { readonly kind: 'room'; readonly spans: number; readonly isFailing: boolean }
  /** The batch was taken; the next one may come. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'lost'; readonly lost: readonly OtlpLost[] }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn'; readonly message: string };
