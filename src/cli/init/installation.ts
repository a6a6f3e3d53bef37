import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { TeleError } from '../../core/index.ts';
import type { Settings } from '../../server/index.ts';

/** What others need to know of this installation to reach it. */
export interface Installation {
  /** Where it listens for HEP, as its senders write it: IPv6 in brackets. */
  readonly hepHost: string;
  readonly hepPort: number;
  /** Whether it listens for HEP over UDP. */
  readonly hasUdp: boolean;
  /** The key that every frame must carry, or what stands for it. Absent: none is asked for. */
  readonly key?: string;
  /** Where HTTP listens. */
  readonly httpHost: string;
  readonly httpPort: number;
  readonly hasHttps: boolean;
  /** What HTTP asks for. Absent: for nothing. */
  readonly credentials?: 'token' | 'password';
  /** The settings file. Absent: there is none. */
  readonly configPath?: string;
  /** What has to be known beside the lines, whatever they are for. */
  readonly notes: readonly string[];
}

/** What stands where the key belongs. */
export const KEY_PLACE = 'PUT-THE-HEP-KEY-HERE';

interface Asked {
  /** As others reach this machine. Absent: as the settings say, or its first address. */
  readonly address?: string;
  readonly showsKey: boolean;
  readonly configPath?: string;
}

/** Reads from the settings what others need to know. The key itself is read only when it is to be shown. */
export function readInstallation({ hep, http, auth }: Settings, { address, showsKey, configPath }: Asked): Installation {
  const notes: string[] = [];
  const reached = (host: string): string => bracketed(address ?? (isEverywhere(host) ? firstAddress() : host));
  if (address === undefined && isEverywhere(hep.host))
    notes.push(`hep.host is ${hep.host}: ${firstAddress()} is the first address of this machine; --address names another one.`);
  if (isLoopback(hep.host))
    notes.push(`hep.host is ${hep.host}: only senders on this machine reach it. For others set hep.host and hep.allow.`);
  if (hep.keyFile !== undefined && !showsKey)
    notes.push(`Put the content of ${hep.keyFile} in the place of ${KEY_PLACE}; --show-key writes it.`);
  return {
    hepHost: reached(hep.host),
    hepPort: hep.port,
    hasUdp: hep.transports.includes('udp'),
    ...(hep.keyFile === undefined ? {} : { key: showsKey ? pastable(readKey(hep.keyFile), hep.keyFile) : KEY_PLACE }),
    httpHost: reached(http.host),
    httpPort: http.port,
    hasHttps: http.tls.certFile !== undefined,
    ...credentialsOf(auth),
    ...(configPath === undefined ? {} : { configPath }),
    notes,
  };
}

/** Tokens before passwords: each has a role of its own, and none is a hash that takes time. */
function credentialsOf({ tokenFile, basicFile }: Settings['auth']): Pick<Installation, 'credentials'> {
  if (tokenFile !== undefined) return { credentials: 'token' };
  return basicFile === undefined ? {} : { credentials: 'password' };
}

/** The key of a file, without the blanks around it. */
export function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new TeleError('FILE_UNREADABLE', `The HEP key file ${path} could not be read.`, cause);
  }
}

/** Other characters would end the text that a line puts it into, or begin something else. */
function pastable(key: string, path: string): string {
  if (/^[\w.+/=:@~-]{1,256}$/.test(key)) return key;
  throw new TeleError(
    'BAD_REQUEST',
    `The key in ${path} has characters that cannot be written into such lines; without --show-key they show where it belongs.`,
  );
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function firstAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((ones) => ones ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
