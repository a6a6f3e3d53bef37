import type { CallStore } from '../core/index.ts';
import { exportAnswer } from '../presets/voice-skill/index.ts';
import { showing } from './analytics/voice-skill-questions.ts';
import type { ExportChunks } from './http/exports.ts';
import type { ExportRequest } from './messages.ts';

/** The text of an export in chunks, made by the thread that calls this. */
export function exportChunks(store: CallStore, request: ExportRequest): ExportChunks {
  const chunks = chunksOf(store, request);
  return {
    async next() {
      const result = await chunks.next();
      return result.done === true ? undefined : result.value;
    },
    end: () => void chunks.return(),
  };
}

async function* chunksOf(store: CallStore, request: ExportRequest): AsyncGenerator<Uint8Array, void> {
  if (request.kind === 'voiceSkill') yield* exportAnswer(store, showing(request.query));
  else yield* store.scan(request.conditions, request.format, request.people);
}
