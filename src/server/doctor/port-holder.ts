import { readdir, readFile, readlink } from 'node:fs/promises';

/** State of a TCP socket that listens, as the kernel prints it. */
const LISTEN = '0A';
/** Processes that are looked at. */
const MOST_PROCESSES = 4096;

/** Which process holds a port, such as `kamailio (process 812)`. Undefined where the system does not tell this user. */
export async function holderOf(transport: 'udp' | 'tcp', port: number): Promise<string | undefined> {
  const inodes = new Set((await Promise.all([transport, `${transport}6`].map(async (table) => inodesOf(table, port)))).flat());
  if (inodes.size === 0) return undefined;
  const processes = (await attempt(readdir('/proc')))?.filter((name) => /^\d+$/.test(name)) ?? [];
  for (const pid of processes.slice(0, MOST_PROCESSES)) {
    if (!(await holdsOne(pid, inodes))) continue;
    const name = (await attempt(readFile(`/proc/${pid}/comm`, 'utf8')))?.trim() ?? 'a program';
    return `${name} (process ${pid})`;
  }
  return undefined;
}

async function inodesOf(table: string, port: number): Promise<readonly string[]> {
  const text = (await attempt(readFile(`/proc/net/${table}`, 'utf8'))) ?? '';
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return text.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [, local = '', , state] = columns;
    return local.endsWith(end) && (table.startsWith('udp') || state === LISTEN) ? (columns[9] ?? []) : [];
  });
}

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = (await attempt(readdir(`/proc/${pid}/fd`))) ?? [];
  const links = await Promise.all(descriptors.map(async (one) => attempt(readlink(`/proc/${pid}/fd/${one}`))));
  return links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link ?? '')?.[1] ?? ''));
}

/** A process may end meanwhile, and others' may not be looked at. */
async function attempt<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch {
    // Unknown is a value here.
    return undefined;
  }
}
