import { TeleError } from '../../core/index.ts';
import { findBearer, type Lock } from '../../metrics-node/index.ts';
import type { Credentials, Identity, Presented } from '../http/credentials.ts';
import type { Settings } from '../settings/server-settings.ts';
import type { BasicUser } from './basic-lines.ts';
import { createBasicLogins } from './basic-logins.ts';
import { clientAddress, isAmong } from './client-address.ts';
import { createFailedLogins } from './failed-logins.ts';
import { createLoginTurns } from './login-turns.ts';
import { type FileLog, readKnown } from './known-files.ts';
import { createPasswords } from './passwords.ts';
import { identifyBearer, identifyCertificate, knownBearer } from './token-lookup.ts';

/** How often the files are looked at while nobody fails. */
const LOOK_MS = 1000;

/** Credentials of a running server. */
export interface ServerCredentials extends Credentials {
  /**
   * Reads other files and networks; what it gives back lets them take the place of those before. Throws when one of them is not right. Whether credentials are needed
   * at all is decided at the start: throws `CONFIG_INVALID` when that would change.
   */
  load(auth: Settings['auth']): () => void;
  close(): void;
}

interface CredentialParts {
  /** Opens everything while no credentials are configured. Only this process and who may read the data folder know the token. */
  readonly owner: Lock & Pick<Credentials, 'opensAll'> & { readonly identity: Identity };
  /** Unix seconds, by which tokens expire. */
  readonly now: () => number;
  readonly monotonicSeconds: () => number;
  readonly log: FileLog;
}

/**
 * Reads the credentials of some settings, and from then on sees by itself when a file changes: once a second, and before a token is refused. So a new token holds at
 * once, and a revoked one for a second at most. Throws `TOKEN_FILE_INVALID` and `BASIC_FILE_INVALID`.
 */
export function createCredentials(auth: Settings['auth'], { owner, now, monotonicSeconds, log }: CredentialParts): ServerCredentials {
  let known = readKnown(auth, log);
  const isNeeded = hasFiles(auth);
  const passwords = createPasswords();
  const logins = createBasicLogins(passwords, monotonicSeconds);
  const failedLogins = createFailedLogins(monotonicSeconds);
  const turns = createLoginTurns(failedLogins);
  // The watched file reports its own faults.
  const look = (): void => void [known.tokens?.look(), known.users?.look()];
  const timer = setInterval(look, LOOK_MS).unref();

  /** What was right before: whoever fails meanwhile, and from where, does not matter. */
  async function byHeaderAgain(authorization: string): Promise<Identity | undefined> {
    const { tokens, users } = known;
    if (users !== undefined && /^Basic /i.test(authorization))
      return logins.identify(authorization, users.current(), async (compare) => compare());
    return tokens === undefined ? undefined : identifyBearer(authorization, tokens, now);
  }

  async function byLogin(authorization: string, users: ReadonlyMap<string, BasicUser>, address: string): Promise<Identity | undefined> {
    let isCounted = false;
    const found = await logins.identify(authorization, users, async (compare) => {
      isCounted = true;
      return turns.attempt(address, compare);
    });
    if (found === undefined && !isCounted) failedLogins.add(address);
    return found;
  }

  async function byHeader(authorization: string, address: string): Promise<Identity | undefined> {
    const { tokens, users } = known;
    // A right token was not guessed, so wrong ones from the same address do not keep it out. A password may be.
    const right = knownBearer(authorization, tokens?.current() ?? [], now);
    if (right !== undefined) return right;
    failedLogins.refuse(address);
    if (users !== undefined && /^Basic /i.test(authorization)) return byLogin(authorization, users.current(), address);
    const found = tokens === undefined ? undefined : await identifyBearer(authorization, tokens, now);
    if (found === undefined) failedLogins.add(address);
    return found;
  }

  return {
    isNeeded,
    opensAll: owner.opensAll === true,
    challenge: auth.basicFile === undefined ? BEARER : `${BEARER}, Basic realm="ringscope", charset="UTF-8"`,
    identify({ authorization = '', address, clientCertificate, isAgain }: Presented) {
      if (!isNeeded) return findBearer(authorization, [owner])?.identity;
      if (authorization !== '') return isAgain === true ? byHeaderAgain(authorization) : byHeader(authorization, address);
      const lines = known.tokens?.current() ?? [];
      return clientCertificate === undefined ? undefined : identifyCertificate(clientCertificate.fingerprint256, lines, now);
    },
    addressOf: (peer, forwardedFor) => clientAddress(peer, forwardedFor, known.trusted),
    isProxy: (peer) => isAmong(peer, known.trusted),
    secondsRefused: failedLogins.secondsRefused,
    isAllowed: (address) => known.allow.length === 0 || isAmong(address, known.allow),
    load(fresh) {
      refuseOtherKinds(auth, fresh);
      const next = readKnown(fresh, log);
      return () => void (known = next);
    },
    close() {
      clearInterval(timer);
      passwords.close();
    },
  };
}

/** Which kinds of credentials there are is decided at the start. */
function refuseOtherKinds(before: Settings['auth'], fresh: Settings['auth']): void {
  if (hasFiles(fresh) !== hasFiles(before) || (fresh.basicFile === undefined) !== (before.basicFile === undefined))
    throw new TeleError('CONFIG_INVALID', 'auth.token_file and auth.basic_file are set or left out at a start, not by a reload.');
}

const BEARER = 'Bearer realm="ringscope"';

function hasFiles({ tokenFile, basicFile }: Settings['auth']): boolean {
  return tokenFile !== undefined || basicFile !== undefined;
}
