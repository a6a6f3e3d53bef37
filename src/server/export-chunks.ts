import type { CallStore } from '../core/index.ts';
import type { ExportRequest } from './messages.ts';
import { exportAnswer } from './voice-skill/export.ts';

/** The text of an export in chunks. */
export function exportChunks(store: CallStore, request: ExportRequest): AsyncIterable<Uint8Array> {
  if (request.kind === 'voiceSkill') return exportAnswer(store, request.query);
  return store.scan(request.conditions, request.format, request.people);
}
