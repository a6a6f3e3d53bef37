import { boundedCache, type TelephonyEvent, visibleText } from '../../core/index.ts';
import { tarFiles } from '../../sources/index.ts';
import { createChangeEncoder } from '../../format/index.ts';
import { runImport } from '../import.ts';
import { createImportWriter } from '../import-writer.ts';
import type { ImportBatch } from '../messages.ts';
import { createPrivacy } from '../privacy/privacy.ts';
import { encodeStorable } from '../store-encoding.ts';
import { asTeleError } from '../thread-port.ts';
import type { Capture, ImportSettings } from './import-captures.ts';
import { cancelled } from './cancelled.ts';
import { createCountRelay } from './count-relay.ts';
import { importJson, type JsonRequest } from './import-report.ts';
import { Pieces } from './pieces.ts';

/** What is imported and what is told of it. */
export interface ImportOrder extends JsonRequest {
  readonly settings: ImportSettings;
  /** The key of the pseudonyms of the store. */
  readonly key: Uint8Array;
  /** Of the capture, for messages; decides the format where the content does not. */
  readonly name: string;
  /** It comes as it is captured. */
  readonly isLive: boolean;
  /** It is a tar archive of captures. */
  readonly isArchive: boolean;
  /** What it holds moves the metrics of the server. */
  readonly isCounted: boolean;
}

/** An import whose capture is fed to it, piece by piece. */
export interface FedImport {
  /** The next piece; undefined: there is none. Resolves when the one after it may come. Rejects with what has ended the import. */
  feed(bytes: Uint8Array | undefined): Promise<void>;
  /** The next chunk of the report, the first one when all is written; undefined after the last one. Rejects with what has ended the import. */
  next(): Promise<Uint8Array | undefined>;
  /** Ends it where it is. Resolves when whole calls alone are written, and nothing more will be. */
  cancel(): Promise<void>;
}

const CHUNK_CHARACTERS = 64 * 1024;
/** Ids of calls that were written last, by which one that changes once more is known. */
const MOST_KNOWN = 50_000;

/** What an import hands over. */
interface Takers {
  /** Resolves when a batch is in the store. */
  readonly append: (batch: ImportBatch) => Promise<unknown>;
  /** Resolves when events have moved the metrics. */
  readonly count: (events: readonly TelephonyEvent[]) => Promise<unknown>;
}

/** Begins an import. */
export function createFedImport(
  { settings, key, name, isLive, isArchive, isCounted, choice, hasSummary = false, hasLadders = false }: ImportOrder,
  { append, count }: Takers,
): FedImport {
  const pieces = new Pieces();
  const cancelling = new AbortController();
  const privacy = createPrivacy({ ...settings.privacy, key });
  const encode = createChangeEncoder();
  let calls = 0;
  const noteCall = boundedCache(MOST_KNOWN, () => void (calls += 1));
  const writer = createImportWriter(async (changes) => {
    calls = 0;
    for (const change of changes) if (change.kind === 'call') noteCall(change.record.id);
    await append({ ...encodeStorable(changes, encode), calls });
  }, privacy);
  const texts = importJson({ choice, hasSummary, hasLadders }, async (told) =>
    runImport(
      {
        ...told,
        settings,
        captures: isArchive ? archived(pieces.read()) : [{ name, open: () => pieces.read(), isLive }],
        keepsTimelines: hasLadders,
        ...(isCounted ? { counts: createCountRelay(count) } : {}),
        signal: cancelling.signal,
        now: () => Date.now() / 1000,
      },
      privacy,
      writer,
    ),
  );
  const first = texts.next();
  // Who feeds is told, and so is who asks for the report.
  first.catch((error: unknown) => pieces.fail(asTeleError(error)));
  let isBegun = false;
  const nextText = async (): Promise<string | undefined> => {
    const { value, done } = await (isBegun ? texts.next() : first);
    isBegun = true;
    return done === true ? undefined : value;
  };
  return {
    feed: async (bytes) => pieces.give(bytes),
    async next() {
      const parts: string[] = [];
      for (let length = 0; length < CHUNK_CHARACTERS;) {
        const text = await nextText();
        if (text === undefined) break;
        parts.push(text);
        length += text.length;
      }
      return parts.length === 0 ? undefined : new TextEncoder().encode(parts.join(''));
    },
    async cancel() {
      const reason = cancelled();
      cancelling.abort(reason);
      pieces.fail(reason);
      await first.catch(() => undefined);
      await texts.return();
    },
  };
}

/** The captures of an archive, by their names there. */
async function* archived(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Capture, void> {
  for await (const { name, read } of tarFiles(bytes)) yield { name: visibleText(name), open: read };
}
