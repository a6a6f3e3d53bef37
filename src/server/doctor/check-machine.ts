import { statSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { dirname, resolve } from 'node:path';
import { hep } from '../../sources/index.ts';
import { lastWrittenAt } from '../../stores/index.ts';
import { packetsPerSecond } from '../arrivals/find-buffer.ts';
import { CHECKS } from '../check-bounds.ts';
import { judge } from '../health.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Diagnosis, fail, fine, warn } from './doctor-line.ts';

/** Before this nothing of ringscope was written. */
const BEGINNING = Date.UTC(2025, 0, 1) / 1000;
/** Clocks that differ by less are as good as the same. */
const CLOCK_SECONDS = 5;
const MIB = 1024 * 1024;

/** Whether the version of Node is new enough. `needed`: as in `engines` of a package. */
export function checkNode(node: string, needed: string): readonly Diagnosis[] {
  const least = /(\d+(?:\.\d+)*)/.exec(needed)?.[1] ?? '0';
  return isOlder(node, least)
    ? [
        fail(
          `Node ${node} is too old: ringscope needs ${least} or newer.`,
          `Install Node ${least} or newer, e.g. from https://nodejs.org, and start ringscope with it.`,
        ),
      ]
    : fine(`Node ${node}; ${least} or newer is needed.`);
}

/** Whether a version is older than another; parts behind a hyphen do not count. */
export function isOlder(version: string, than: string): boolean {
  const [own, other] = [partsOf(version), partsOf(than)];
  const at = [0, 1, 2].find((index) => own[index] !== other[index]);
  return at !== undefined && (own[at] ?? 0) < (other[at] ?? 0);
}

function partsOf(version: string): readonly number[] {
  return [...version.replace(/-.*/, '').split('.').map(Number), 0, 0].slice(0, 3);
}

/** The clock of this machine: against what was written, and against that of the server. */
export async function checkClock({ now, settings, server, isLocal }: DoctorContext): Promise<readonly Diagnosis[]> {
  const at = now();
  const date = new Date(at * 1000).toISOString();
  const byNtp = 'Set it by NTP, e.g. timedatectl set-ntp true.';
  if (at < BEGINNING) return [fail(`The clock of this machine says ${date}.`, byNtp)];
  const writtenAt = settings === undefined || !isLocal ? undefined : attempt(() => lastWrittenAt(settings.store.path));
  if (writtenAt !== undefined && writtenAt > at + CLOCK_SECONDS)
    return [
      fail(
        `The clock jumped back, or was ahead: it says ${date}, and the store was written at ${new Date(writtenAt * 1000).toISOString()}.`,
        `${byNtp} Nothing is deleted by its age meanwhile.`,
      ),
    ];
  const ahead = server.kind === 'up' ? (server.aheadSeconds ?? 0) : 0;
  if (Math.abs(ahead) > CLOCK_SECONDS)
    return [
      warn(
        `The clock of the server is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} the clock of this machine.`,
        `Set both by NTP, e.g. timedatectl set-ntp true.`,
      ),
    ];
  return fine(`It is ${date}.`);
}

/** The room on the disk of the data folder. */
export async function checkDisk({ settings, isLocal, freeBytes }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  const folder = existing(settings.store.path);
  const free = freeBytes(folder);
  const { degraded, failed } = CHECKS.disk.bounds;
  const severity = judge(-free, { degraded: -degraded, failed: -failed });
  const text = `${Math.floor(free / MIB)} MiB are free on the disk of ${folder}.`;
  const fix = `Make room on that disk, keep less (store.max_bytes, store.keep_calls_days), or move store.path to a larger one.`;
  if (severity === 'failed') return [fail(`The disk is full: ${text}`, fix)];
  return severity === 'degraded' ? [warn(`The disk is almost full: ${text}`, fix)] : fine(text);
}

/** What of the receive buffer the system gives. While a server is up it says so itself. */
export async function checkBuffer({ settings, server, isLocal, receiveBuffer }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (server.kind === 'up') {
    const buffer = server.sources?.sources.find((one) => one.buffer !== undefined)?.buffer;
    return buffer === undefined ? [] : fine(`The server has ${buffer.givenBytes} of the ${buffer.askedBytes} bytes that it asks for.`);
  }
  if (settings === undefined || !isLocal || !settings.hep.transports.includes('udp')) return [];
  const asked = settings.hep.receiveBufferBytes;
  const given = await receiveBuffer(asked);
  const text = `The system gives ${given} of the ${asked} bytes that hep.receive_buffer_bytes asks for.`;
  const isSet = asked !== hep.options.receiveBufferBytes.initial;
  if (given >= asked) return fine(text);
  const raise = `sysctl -w net.core.rmem_max=${asked}, and a file in /etc/sysctl.d that says so after a restart.`;
  // The default is what a busy machine needs. Whether this one is, the server finds out.
  return isSet
    ? [warn(text, raise)]
    : fine(`${text} That is enough for some ${packetsPerSecond(given)} packets a second; for more: ${raise}`);
}

/** Asks the system for a receive buffer. */
export async function givenReceiveBuffer(askedBytes: number): Promise<number> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((done, refused) => {
      socket.once('error', refused);
      socket.bind(0, '127.0.0.1', () => done());
    });
    socket.setRecvBufferSize(askedBytes);
    const bytes = socket.getRecvBufferSize();
    // Linux takes half of it for itself, and shows the whole.
    return process.platform === 'linux' ? bytes / 2 : bytes;
  } finally {
    socket.close();
  }
}

/** The folder itself, or the nearest one above it that is there. */
function existing(path: string): string {
  let folder = resolve(path);
  while (statSync(folder, { throwIfNoEntry: false }) === undefined && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    // What cannot be looked at another check tells.
    return undefined;
  }
}
