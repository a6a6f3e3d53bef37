import { type Clock, TeleError } from '../core/index.ts';
import {
  checkCertificate,
  loadCertificate,
  type LoadedCertificate,
  readTlsFiles,
  type TlsContent,
  untimelyReason,
} from './load-certificate.ts';
import type { TlsFiles } from './tls-options.ts';

/** From one look at the files to the next. */
const LOOK_MS = 10_000;

/** Who is told of a certificate, and by which time it is judged. */
export interface CertificateEvents {
  readonly now: Clock;
  /** It is shown from now on: told for the first one too. */
  taken(loaded: LoadedCertificate): void;
  /** What the files hold now is not sound, or out of its time while the one before is not: told once for the same content. The one before is shown further on. */
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
  // The first one is shown whatever its time: it says more than no listener.
  let shown = await loadCertificate(files);
  /** What is refused for its time alone. */
  let untimely: LoadedCertificate | undefined;
  /** What the last look has found: the digest of the content, or why it could not be read. */
  let seen = shown.digest;
  let isStopped = false;
  const take = (loaded: LoadedCertificate): void => {
    if (isStopped || loaded.digest === shown.digest) return;
    shown = loaded;
    seen = loaded.digest;
    events.taken(loaded);
  };

  function sound(content: TlsContent): LoadedCertificate {
    const loaded = checkCertificate(content, files);
    const reason = untimelyReason(loaded, events.now());
    untimely = undefined;
    if (reason === undefined || loaded.digest === shown.digest || untimelyReason(shown, events.now()) !== undefined) return loaded;
    untimely = loaded;
    throw new TeleError('TLS_FILE_INVALID', `The certificate in ${files.certFile} ${reason}.`);
  }

  async function look(): Promise<void> {
    let found: string | undefined;
    try {
      const content = await readTlsFiles(files);
      found = content.digest;
      if (found !== seen || (found === untimely?.digest && untimelyReason(untimely, events.now()) === undefined)) take(sound(content));
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
    load: async () => sound(await readTlsFiles(files)),
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
