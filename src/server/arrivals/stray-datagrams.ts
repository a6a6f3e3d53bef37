import { readFile } from 'node:fs/promises';

/** Datagrams so far for ports of this machine on which nothing listens. Undefined where the system does not tell. */
export async function readStrayDatagrams(): Promise<number | undefined> {
  const [v4, v6] = await Promise.all([readTable('/proc/net/snmp'), readTable('/proc/net/snmp6')]);
  const counts = [noPortsOf(v4), /^Udp6NoPorts\s+(\d+)/m.exec(v6)?.[1]].flatMap((text) => (text === undefined ? [] : [Number(text)]));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** Two lines begin with `Udp:`: the names and the values. */
function noPortsOf(table: string): string | undefined {
  const [names, values] = table
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '));
  const at = names?.indexOf('NoPorts') ?? -1;
  return at < 0 ? undefined : values?.[at];
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Only Linux tells.
    return '';
  }
}
