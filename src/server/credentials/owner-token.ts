import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../../sources/index.ts';
import { writeNewFile } from '../../stores/index.ts';

const NAME = 'owner-token';

/** Where a server of this user listens, and the token that opens it. */
export interface OwnerToken {
  /** `host:port`. */
  readonly address: string;
  readonly token: string;
}

/** A new bearer token: 256 random bits, with a beginning by which it is known for one. */
export function newToken(): string {
  return `rs_${randomBytes(32).toString('base64url')}`;
}

/** Puts the token into the data folder, for its owner alone. The result removes it, unless another server has put its own there. */
export function writeOwnerToken(folder: string, { address, token }: OwnerToken): () => void {
  const path = join(folder, NAME);
  writeNewFile(path, `${address}\n${token}\n`);
  return () => {
    if (readOwnerToken(folder)?.token === token) rmSync(path, { force: true });
  };
}

/** Removes what a server has left that could not end: the token of a server without credentials, which nobody knows any more. */
export function removeOwnerToken(folder: string): void {
  rmSync(join(folder, NAME), { force: true });
}

/** The token of the server that writes a data folder. Undefined when there is none, and when this user may not read it. */
export function readOwnerToken(folder: string): OwnerToken | undefined {
  try {
    const [address = '', token = ''] = readFileSync(join(folder, NAME), 'utf8').split('\n');
    return address === '' || token === '' ? undefined : { address, token };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

/**
 * The address to send an owner token to, for a request to `url`: the one that the server wrote beside it, never another. Undefined unless both are loopback and have
 * the same port: whoever else listens there learns nothing.
 */
export function ownerUrl({ address }: OwnerToken, url: string): string | undefined {
  const asked = new URL(url);
  if (!URL.canParse(`${asked.protocol}//${address}`)) return undefined;
  const own = new URL(`${asked.protocol}//${address}`);
  const isOwn = isLoopback(plain(own.hostname)) && isLoopback(plain(asked.hostname)) && own.port === asked.port;
  return isOwn ? own.origin : undefined;
}

function plain(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
