import { type StoredCall } from '../../core/index.ts';
import { traceIdOf } from '../../traces/index.ts';
import type { AppContext } from './app-context.ts';

/** What stands for the id in the address of a trace. */
export const TRACE_ID_PLACE = '{trace_id}';

/** The trace of a call, and where it is shown, when that is configured. */
export function traceNames(
  call: Pick<StoredCall, 'callKey' | 'traceparent'>,
  { hashTrace, traceUrl }: Pick<AppContext, 'hashTrace' | 'traceUrl'>,
): { readonly traceId: string; readonly traceUrl?: string } {
  const traceId = traceIdOf(call, hashTrace);
  return { traceId, ...(traceUrl === undefined ? {} : { traceUrl: traceUrl.replaceAll(TRACE_ID_PLACE, traceId) }) };
}
