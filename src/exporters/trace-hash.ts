import { createHmac } from 'node:crypto';
import type { TraceHash } from '../traces/index.ts';

/** The key of the ids of traces, which the privacy key determines and which tells nothing of it. */
export function traceKeyOf(key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update('trace-key\0', 'utf8').digest();
}

/** What ids of traces and spans are made by. `traceKey`: as `traceKeyOf` makes it. */
export function createTraceHash(traceKey: Uint8Array): TraceHash {
  return (text) => createHmac('sha256', traceKey).update(text, 'utf8').digest('hex');
}
