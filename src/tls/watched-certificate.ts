import { TeleError } from '../core/index.ts';
import { checkCertificate, type LoadedCertificate, readTlsFiles } from './load-certificate.ts';
import type { TlsFiles } from './tls-options.ts';

/** From one look at the files to the next. */
const LOOK_MS = 10_000;

/** Who is told of a certificate. */
export interface CertificateEvents {
  /** It is shown from now on: told for the first one too. */
  taken(loaded: LoadedCertificate): void;
  /** What the files hold now is not sound, told once for the same content. The one before is shown further on. */
  refused(problem: TeleError): void;
}

/** A certificate whose files are looked at again and again. */
export interface WatchedCertificate {
  readonly files: TlsFiles;
  /** The newest that is sound. */
  current(): LoadedCertificate;
  /** Reads and checks what is there now, and takes nothing yet. Rejects with `TLS_FILE_INVALID`. */
  load(): Promise<LoadedCertificate>;
  /** Shows one from now on, unless it is shown already. */
  take(loaded: LoadedCertificate): void;
  stop(): void;
}

/** Reads the files and looks at them from then on. Rejects with `TLS_FILE_INVALID` when they are not sound at first. */
export async function watchCertificate(files: TlsFiles, events: CertificateEvents, lookMs: number = LOOK_MS): Promise<WatchedCertificate> {
  const load = async (): Promise<LoadedCertificate> => checkCertificate(await readTlsFiles(files), files);
  let shown = await load();
  /** What the last look has found: the digest of the content, or why it could not be read. */
  let seen = shown.digest;
  let isStopped = false;
  const take = (loaded: LoadedCertificate): void => {
    if (isStopped || loaded.digest === shown.digest) return;
    shown = loaded;
    seen = loaded.digest;
    events.taken(loaded);
  };

  async function look(): Promise<void> {
    let found: string | undefined;
    try {
      const content = await readTlsFiles(files);
      found = content.digest;
      if (found !== seen) take(checkCertificate(content, files));
    } catch (error) {
      const problem = asProblem(error);
      found ??= problem.message;
      if (found !== seen && !isStopped) events.refused(problem);
    }
    seen = found;
  }

  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    // It never rejects.
    void look().finally(() => {
      isLooking = false;
    });
  }, lookMs).unref();
  events.taken(shown);
  return {
    files,
    current: () => shown,
    load,
    take,
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

function asProblem(error: unknown): TeleError {
  return error instanceof TeleError ? error : new TeleError('TLS_FILE_INVALID', 'The files of a certificate could not be read.', error);
}
