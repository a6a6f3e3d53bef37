import type { CallRecord } from '../core/index.ts';

/** What a trace takes from the record of its call: nothing that is somebody's, whichever form it has. */
export type TracedCall = Omit<
  CallRecord,
  'caller' | 'callerName' | 'callee' | 'callerSealed' | 'calleeSealed' | 'callIdSealed' | 'metadata' | 'metadataSealed' | 'aliases' | 'ends'
>;
