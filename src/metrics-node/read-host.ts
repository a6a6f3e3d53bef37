import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

/** What the machine of this process says. What the system does not tell is absent. */
export interface HostReading {
  readonly disk?: { readonly path: string; readonly usedBytes: number; readonly freeBytes: number };
  /** Bytes since the reading before, by network interface. */
  readonly network: readonly { readonly interface: string; readonly direction: 'sent' | 'received'; readonly lengthBytes: number }[];
}

/** The part of the disk that is looked at. */
const PATH = '/';

/** Makes a reader of this machine: its disk, and its network interfaces but the loopback. */
export function createHostReader(): () => Promise<HostReading> {
  let before = readInterfaces();
  return async () => {
    const disk = await readDisk();
    const now = readInterfaces();
    const network = [...now].map(([key, bytes]) => {
      const [name = '', direction] = key.split('|');
      // A counter that fell began anew.
      const last = before.get(key) ?? 0;
      return {
        interface: name,
        direction: direction === 'sent' ? ('sent' as const) : ('received' as const),
        lengthBytes: bytes >= last ? bytes - last : bytes,
      };
    });
    before = now;
    return { ...(disk === undefined ? {} : { disk }), network };
  };
}

async function readDisk(): Promise<HostReading['disk']> {
  try {
    const { blocks, bfree, bavail, bsize } = await statfs(PATH);
    return { path: PATH, usedBytes: (blocks - bfree) * bsize, freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}

/** Bytes since the interface is there, by name and direction. */
function readInterfaces(): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const line of readNetwork().split('\n')) {
    const [, name, counts = ''] = /^\s*([^:\s]+):(.*)$/.exec(line) ?? [];
    if (name === undefined || name === 'lo') continue;
    const columns = counts.trim().split(/\s+/).map(Number);
    bytes.set(`${name}|received`, columns[0] ?? 0);
    bytes.set(`${name}|sent`, columns[8] ?? 0);
  }
  return bytes;
}

function readNetwork(): string {
  try {
    return readFileSync('/proc/net/dev', 'utf8');
  } catch {
    return '';
  }
}
