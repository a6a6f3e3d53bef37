import { statSync } from 'node:fs';
import { TeleError } from '../core/index.ts';
import type { CallOutline, Capture, CaptureCounts, ImportFindings, ImportedCall, Ladder, ReportRequest } from '../server/index.ts';
import { clientAt } from './api-client.ts';
import type { CommandInput, CommandIo } from './command.ts';

const PATH = '/api/v1/imports';

/** An import by a server: what is read, which calls are shown. */
export interface UploadRequest extends Pick<ReportRequest, 'captures' | 'choice' | 'keepsTimelines' | 'onProgress'> {
  readonly url: string;
  /** What is found moves the metrics of the server. */
  readonly isCounted: boolean;
  /** Ends it: what the server has not taken by then it takes no more. */
  readonly signal: AbortSignal;
}

/** What a server answers. */
type Answer = CaptureCounts & {
  readonly calls: readonly (ImportedCall & { readonly ladder?: Ladder })[];
  readonly registrations: unknown;
  readonly kpis: CallOutline['kpis'];
  readonly chosen: number;
  readonly summary: Omit<CallOutline, 'kpis'>;
};

const NO_LADDER: Ladder = { endpoints: [], vantages: [], rows: [], phases: [] };

/** Lets a server import captures, and says what it has found. */
export async function uploadForReport(request: UploadRequest, input: CommandInput, io: CommandIo): Promise<ImportFindings> {
  const parts: Uint8Array[] = [];
  const query = { summary: 'true', ...(request.keepsTimelines === true ? { ladder: 'true' } : {}) };
  for await (const part of upload(request, query, input, io)) parts.push(part);
  // It is the server's own form, of this version or a later one.
  const { calls, registrations: _registrations, kpis, chosen, summary, ...counts } = JSON.parse(Buffer.concat(parts).toString()) as Answer;
  const shown = calls.map(({ ladder = NO_LADDER, ...call }) => ({ call, ladder }));
  return { counts, outline: { ...summary, kpis }, chosen, shown };
}

/** The same as pieces of JSON. */
export function uploadForJson(request: UploadRequest, input: CommandInput, io: CommandIo): AsyncIterable<Uint8Array> {
  return upload(request, {}, input, io);
}

async function* upload(
  request: UploadRequest,
  more: Readonly<Record<string, string>>,
  input: CommandInput,
  io: CommandIo,
): AsyncGenerator<Uint8Array, void> {
  const { url, captures, signal } = request;
  let unread: unknown;
  const bytes = async function* (): AsyncGenerator<Uint8Array, void> {
    try {
      yield* bodyOf(request);
    } catch (error) {
      unread = error;
      throw error;
    }
  };
  const uploadType = captures.length === 1 ? 'application/octet-stream' : 'application/x-tar';
  try {
    yield* await clientAt(url, input, io).upload(PATH, { ...queryOf(request), ...more }, { upload: bytes, uploadType, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw unread ?? error;
  }
}

function queryOf({ captures, choice: { since, isFailed, limit }, isCounted }: UploadRequest): Readonly<Record<string, string>> {
  const [first, ...others] = captures;
  return {
    ...(first === undefined || others.length > 0 ? {} : { name: first.name.slice(-256) }),
    ...(first?.isLive === true ? { live: 'true' } : {}),
    ...(isCounted ? { metrics: 'true' } : {}),
    ...(since === undefined ? {} : { since: String(since) }),
    ...(isFailed ? { failed: 'true' } : {}),
    ...(Number.isFinite(limit) ? { limit: String(limit) } : {}),
  };
}

/** One capture as it is, several as an archive. */
async function* bodyOf({ captures, onProgress }: UploadRequest): AsyncGenerator<Uint8Array, void> {
  let sent = 0;
  const reading = (capture: Capture) =>
    async function* (): AsyncGenerator<Uint8Array, void> {
      try {
        for await (const chunk of capture.open()) {
          yield chunk;
          onProgress?.((sent += chunk.length));
        }
      } catch (error) {
        throw new TeleError('FILE_UNREADABLE', `${capture.name} could not be read.`, error);
      }
    };
  const [first, ...others] = captures;
  if (first !== undefined && others.length === 0) return yield* reading(first)();
  const { packTar } = await import('../server/index.ts');
  yield* packTar(captures.map((capture) => ({ name: capture.name, lengthBytes: lengthOf(capture), read: reading(capture) })));
}

function lengthOf({ name }: Capture): number {
  try {
    return statSync(name).size;
  } catch (error) {
    throw new TeleError('FILE_UNREADABLE', `${name} could not be read.`, error);
  }
}
