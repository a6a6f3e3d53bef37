import { type CallStore, TeleError } from '../core/index.ts';
import { exportAnswer } from '../presets/voice-skill/index.ts';
import { showing } from './analytics/voice-skill-questions.ts';
import type { Chunks } from './http/chunk-threads.ts';
import { captureHead, callPackets } from './handover/call-capture.ts';
import { pseudonymsOf } from './handover/pseudonyms.ts';
import type { ExportRequest } from './messages.ts';

/** Calls whose timelines are read before a chunk is handed over. */
const CALLS_AT_ONCE = 100;

/** The text of an export in chunks, made by the thread that calls this. */
export function exportChunks(store: CallStore, request: ExportRequest): Chunks {
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
  else if (request.kind === 'pcap') yield* capturesOf(store, request);
  else yield* store.scan(request.conditions, request.format, request.people);
}

/** The messages of all calls that are meant, a page of them at once. */
async function* capturesOf(
  store: CallStore,
  { conditions, people }: Extract<ExportRequest, { kind: 'pcap' }>,
): AsyncGenerator<Uint8Array, void> {
  yield captureHead(false);
  let cursor: string | undefined;
  do {
    const page = await store.listCalls({ ...conditions, limit: CALLS_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) });
    if (page.isPartial === true)
      throw new TeleError(
        'STORE_CORRUPT',
        'The export is not whole: a file of a day cannot be read, or is gone. /healthz names it in "files".',
      );
    for (const { id } of page.calls) {
      const found = await store.findCalls(id);
      for (const one of found) yield callPackets(one, { callId: one.call.callId, ...pseudonymsOf(one.call, people) });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
