import { TeleError } from '../core/index.ts';
import type { ImportFindings, ReportRequest } from '../server/index.ts';
import { urlAt } from './answers.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';

/** What is imported, and how. */
export interface Asked extends Omit<ReportRequest, 'onChange'> {
  /** What is found moves the metrics of the server. */
  readonly isCounted: boolean;
}

/** Makes the import, here or by a server. */
export interface Makes {
  readonly report: (onChange?: ReportRequest['onChange']) => Promise<ImportFindings>;
  readonly json: () => AsyncIterable<Uint8Array>;
  /** What is found is written to a store. */
  readonly isStored: boolean;
  /** Calls are told as they happen. */
  readonly tellsChanges: boolean;
}

/** The import by this process. */
export function byItself(request: Asked): Makes {
  const { choice, ...parts } = request;
  return {
    async report(onChange) {
      const { importReport } = await import('../server/index.ts');
      return importReport({ ...request, ...(onChange === undefined ? {} : { onChange }) });
    },
    async *json() {
      const { importAll, importJson } = await import('../server/index.ts');
      const encoder = new TextEncoder();
      for await (const text of importJson({ choice }, async (told) => importAll({ ...parts, ...told }))) yield encoder.encode(text);
    },
    isStored: request.isStored,
    tellsChanges: true,
  };
}

/** The import by the server at an address. */
export function byServer(
  url: string,
  { signal = new AbortController().signal, ...request }: Asked,
  input: CommandInput,
  io: CommandIo,
): Makes {
  const given = { ...request, signal, url };
  return {
    report: async () => (await import('./upload-captures.ts')).uploadForReport(given, input, io),
    async *json() {
      yield* (await import('./upload-captures.ts')).uploadForJson(given, input, io);
    },
    isStored: true,
    tellsChanges: false,
  };
}

/** The import by the server that writes the folder that this one was to write. Throws what it is given when there is none. */
export async function throughHolder(error: unknown, request: Asked, input: CommandInput, io: CommandIo): Promise<Makes> {
  const url = error instanceof TeleError && error.code === 'STORE_LOCKED' ? await holderUrl(request, io) : undefined;
  if (url === undefined) throw error;
  return byServer(url, request, input, io);
}

/** The address of the server that writes the folder, which is said. Undefined when there is none. */
async function holderUrl({ settings: { store, http } }: Asked, io: CommandIo): Promise<string | undefined> {
  const { holderAddress } = await import('../server/index.ts');
  const address = holderAddress(store.path);
  if (address === undefined) return undefined;
  const url = urlAt(address, http);
  io.err(`A server writes ${store.path}: it imports, at ${url}.\n`);
  return url;
}

/** The server that imports. Undefined: this process does, unless another one turns out to write its folder. */
export async function serverUrl(input: CommandInput, request: Asked, io: CommandIo): Promise<string | undefined> {
  const { isStored, isCounted } = request;
  const url = textOption(input, 'url');
  if (url !== undefined && isStored)
    throw new TeleError('BAD_REQUEST', '--store and --url exclude each other: a server imports into its own store.');
  if (url !== undefined || !isCounted) return url;
  const holder = isStored ? await holderUrl(request, io) : undefined;
  if (holder === undefined)
    throw new TeleError('BAD_REQUEST', '--metrics moves those of a running server: say which with --url, or with --store its folder.');
  return holder;
}
