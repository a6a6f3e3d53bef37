import { readFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';

/** What the kernel says of one UDP socket. */
export interface UdpSocketState {
  /** Bytes that wait to be read. */
  readonly queuedBytes: number;
  /** Datagrams dropped since the socket was opened: its receive buffer was full. */
  readonly drops: number;
}

/** Reads the state of the UDP socket bound to `address:port` from /proc. Undefined where the system does not have it. */
export async function readUdpSocket(address: string, port: number): Promise<UdpSocketState | undefined> {
  const parsed = ipaddr.parse(address);
  const local = `${hexAddress(parsed.toByteArray())}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let table: string;
  try {
    table = await readFile(parsed.kind() === 'ipv6' ? '/proc/net/udp6' : '/proc/net/udp', 'utf8');
  } catch {
    // Only Linux tells; elsewhere drops stay unknown.
    return undefined;
  }
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] !== local) continue;
    const queued = columns[4]?.split(':')[1];
    const drops = columns[12];
    if (queued === undefined || drops === undefined) return undefined;
    return { queuedBytes: Number.parseInt(queued, 16), drops: Number.parseInt(drops, 10) };
  }
  return undefined;
}

/** The kernel prints an address as 32-bit words in its own, little-endian order. */
function hexAddress(bytes: readonly number[]): string {
  let text = '';
  for (let word = 0; word < bytes.length; word += 4) {
    for (let at = word + 3; at >= word; at -= 1) text += (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  }
  return text;
}
