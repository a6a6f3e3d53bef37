import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hep } from '../../sources/index.ts';
import { checkStore, hasStore } from '../../stores/index.ts';
import { loadCertificate, untimelyReason } from '../../tls/index.ts';
import { SPOOL_FOLDER } from '../data-folders.ts';
import { readKnown } from '../credentials/known-files.ts';
import { readPrivacyKey } from '../privacy/key-file.ts';
import { keyCheckOf } from '../privacy/keyed-hash.ts';
import { checkTogether, needsCredentials, refuseUnwritable } from '../start-check.ts';
import { asTeleError } from '../thread-port.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Diagnosis, fail, fine, warn } from './doctor-line.ts';

/** How long the files of the store may be looked through. */
const STORE_MILLISECONDS = 10_000;
const DAY_SECONDS = 86_400;
const MIB = 1024 * 1024;
/** Damaged files that are told one by one. */
const MOST_PROBLEMS = 10;

/** Whether the data folder can be written, by a file that is made and removed. */
export async function checkFolder({ settings, isLocal }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  const { path } = settings.store;
  return guarded(() => {
    refuseUnwritable(path);
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return fine(`${path} will be made at the first start.`);
    return probe(path);
  });
}

function probe(path: string): readonly Diagnosis[] {
  const file = join(path, `.doctor-${process.pid}`);
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeSync(handle, 'ringscope doctor\n');
    } finally {
      closeSync(handle);
      rmSync(file, { force: true });
    }
    return fine(`${path} can be written.`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/, open .*/, '') : String(cause);
    return [
      fail(
        `The data folder ${path} cannot be written: ${reason}.`,
        'Make room on the disk, mount it for writing, or leave the folder to the user that ringscope runs as, with `chown` and `chmod`.',
      ),
    ];
  }
}

/** The privacy key, and that of HEP. */
export async function checkKeys({ settings, isLocal }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  const { privacy, store } = settings;
  const isNew = privacy.keyFile === undefined && !hasStore(store.path);
  const own = isNew
    ? fine('The privacy key will be made at the first start.')
    : await guarded(() => {
        readPrivacyKey({ keyFile: privacy.keyFile, dataFolder: store.path });
        return fine('The privacy key can be read, and by its owner alone.');
      });
  if (settings.hep.keyFile === undefined) return own;
  const ofHep = await guarded(async () => {
    await hep.check?.(settings.hep);
    return fine('The key of HEP can be read.');
  });
  return [...own, ...ofHep];
}

/** Whether the store can be read, page by page, and was written with the key. */
export async function checkStoreFiles({ settings, isLocal }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  const { path } = settings.store;
  if (!hasStore(path)) return fine(`${path} holds no calls yet.`);
  return guarded(async () => {
    const { files, checked, problems } = await checkStore(path, performance.now() + STORE_MILLISECONDS, knownKeyCheck(settings));
    const told = problems.slice(0, MOST_PROBLEMS).map(({ file, reason }) => {
      const fix = `Put ${file} back from a backup, or move it away, with its -wal and -shm while no server runs; the other days stay readable.`;
      return reason.includes('set aside') ? warn(reason, fix) : fail(reason, fix);
    });
    if (told.length > 0) return told;
    const some = checked < files ? ` There was no time for ${files - checked} older ones.` : '';
    return fine(`${checked} ${checked === 1 ? 'file is' : 'files are'} sound, page by page.${some}`);
  });
}

function knownKeyCheck({ privacy, store }: NonNullable<DoctorContext['settings']>): string | undefined {
  try {
    return keyCheckOf(readPrivacyKey({ keyFile: privacy.keyFile, dataFolder: store.path }));
  } catch {
    // The check of the keys tells it.
    return undefined;
  }
}

/** What a server that is down has left to write. One that is up tells it in its health. */
export async function checkSpool({ settings, server, isLocal }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal || server.kind === 'up') return [];
  const folder = join(settings.store.path, SPOOL_FOLDER);
  return guarded(() => {
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) return fine('Nothing waits to be written.');
    const bytes = readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
    const share = bytes / settings.store.spoolMaxBytes;
    const text = `${Math.ceil(bytes / MIB)} MiB are in the spool (${Math.round(share * 100)} % of what it may hold); the next start writes what of it is not in the store.`;
    return share >= 0.5 ? [warn(text, 'Start the server and see by `ringscope status` that the spool empties.')] : fine(text);
  });
}

/** Whether what listens is set up together and for its surroundings, and the certificates that it shows. */
export async function checkCertificates({ settings, isLocal, now }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  return guarded(async () => {
    const files = checkTogether(settings);
    const all = await Promise.all(
      files.map(async (one) =>
        guarded(async () => {
          const loaded = await loadCertificate(one);
          const renew = `Renew it and put it into ${one.certFile}; the server takes it by itself.`;
          const why = untimelyReason(loaded, now());
          if (why !== undefined) return [fail(`The certificate in ${one.certFile} ${why}.`, renew)];
          const days = Math.floor((loaded.expiresAt - now()) / DAY_SECONDS);
          const text = `The certificate in ${one.certFile} is good for ${days} more ${days === 1 ? 'day' : 'days'}.`;
          const isOpen = loaded.isKeyOpen ? [warn(`Others than its owner may read ${one.keyFile}.`, `chmod 600 ${one.keyFile}`)] : [];
          return [...(days < settings.tls.warnDays ? [warn(text, renew)] : fine(text)), ...isOpen];
        }),
      ),
    );
    return all.length === 0 ? fine('No TLS is configured.') : all.flat();
  });
}

/** The files of those who may ask. */
export async function checkTokens({ settings, isLocal, now }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  if (!needsCredentials(settings)) return fine('No credentials are configured: only this machine may ask.');
  return guarded(() => {
    const open: Diagnosis[] = [];
    const known = readKnown(settings.auth, (level, message) => void (level === 'warn' && open.push(warn(message, 'chmod 600 the file.'))));
    const tokens = known.tokens?.current() ?? [];
    const good = tokens.filter(({ expiresAt = Infinity }) => expiresAt > now());
    if (tokens.length > 0 && good.length === 0 && known.users === undefined)
      return [
        fail(
          `All ${tokens.length} tokens in ${settings.auth.tokenFile ?? ''} have expired: nobody may ask.`,
          '`ringscope token create NAME --roles read` makes a new one.',
        ),
      ];
    const users = known.users === undefined ? '' : ` and ${known.users.current().size} users`;
    return [
      ...fine(
        `${good.length} tokens${users} may ask${good.length < tokens.length ? `; ${tokens.length - good.length} have expired` : ''}.`,
      ),
      ...open,
    ];
  });
}

/** A failure of a look as what it found: its code knows what mends it. */
async function guarded(look: () => readonly Diagnosis[] | Promise<readonly Diagnosis[]>): Promise<readonly Diagnosis[]> {
  try {
    return await look();
  } catch (error) {
    const { code, message, hint } = asTeleError(error);
    return [fail(`${code}: ${message}`, hint)];
  }
}
