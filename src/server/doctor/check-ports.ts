import { createSocket } from 'node:dgram';
import { createServer, isIPv6 } from 'node:net';
import { hep } from '../../sources/index.ts';
import { listenersOf } from '../http/listeners.ts';
import type { Settings } from '../settings/server-settings.ts';
import { needsCredentials } from '../start-check.ts';
import { asTeleError } from '../thread-port.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Diagnosis, fail, fine } from './doctor-line.ts';
import { holderOf } from './port-holder.ts';

/** A port that a server with the settings would bind. */
interface Place {
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** The setting that names the port. */
  readonly setting: string;
}

/** Whether the settings go together, and whether the ports are free for them; where a server is up it says where it listens. */
export async function checkListeners({ settings, server, isLocal }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (server.kind === 'up') {
    const places =
      server.sources?.sources.flatMap(({ listens }) => listens.map(({ address, transport }) => `${address} (${transport})`)) ?? [];
    return fine(`The server listens at ${[server.url, ...places].join(', ')}.`);
  }
  if (settings === undefined || !isLocal) return [];
  let places: readonly Place[];
  try {
    await hep.check?.({ ...settings.hep, keyFile: undefined });
    places = placesOf(settings);
  } catch (error) {
    const { code, message, hint } = asTeleError(error);
    return [fail(`${code}: ${message}`, hint)];
  }
  // One after the other: an address that stands for all would take the port of another one.
  const found: Diagnosis[] = [];
  for (const place of places) found.push(...(await tryPort(place)));
  return found.length > 0
    ? found
    : fine(`The ports are free: ${places.map(({ transport, host, port }) => `${host}:${port} (${transport})`).join(', ')}.`);
}

function placesOf(settings: Settings): readonly Place[] {
  const { host, port, tlsPort, transports, tls } = settings.hep;
  const http = listenersOf(settings, needsCredentials(settings)).map((one): Place => ({
    transport: 'tcp',
    host: one.host,
    port: one.port,
    setting: one.name === 'http' ? 'http.port' : `the port of the listener ${one.name}`,
  }));
  return [
    ...transports.map((transport): Place => ({ transport: transport === 'udp' ? 'udp' : 'tcp', host, port, setting: 'hep.port' })),
    ...(tls.certFile === undefined ? [] : [{ transport: 'tcp', host, port: tlsPort, setting: 'hep.tls_port' } as const]),
    ...http,
  ].filter((one) => one.port !== 0);
}

async function tryPort(place: Place): Promise<readonly Diagnosis[]> {
  const { transport, host, port, setting } = place;
  try {
    await (transport === 'udp' ? bindUdp(place) : bindTcp(place));
    return [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const where = `${host}:${port} (${transport})`;
    if (code === 'EADDRINUSE') {
      const holder = await holderOf(transport, port);
      const who = holder ?? `another program, which \`ss -lnp${transport[0] ?? ''} sport = :${port}\` names`;
      return [fail(`The port ${where} is taken by ${who}.`, `Stop that program, or choose another port with ${setting}.`)];
    }
    if (code === 'EACCES')
      return [
        fail(
          `This user may not bind ${where}.`,
          `Choose a port above 1023 with ${setting}, or give the unit AmbientCapabilities=CAP_NET_BIND_SERVICE.`,
        ),
      ];
    if (code === 'EADDRNOTAVAIL')
      return [fail(`${host} is no address of this machine.`, 'Name one of those that `ip address` shows, or 0.0.0.0 for all.')];
    return [
      fail(
        `${where} cannot be bound: ${error instanceof Error ? error.message : String(error)}.`,
        `Mend that, or choose another place with ${setting}.`,
      ),
    ];
  }
}

async function bindUdp({ host, port }: Place): Promise<void> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((done, refused) => {
    socket.once('error', refused);
    socket.bind({ address: host, port, exclusive: true }, () => done());
  });
  await new Promise<void>((done) => socket.close(() => done()));
}

async function bindTcp({ host, port }: Place): Promise<void> {
  const server = createServer();
  await new Promise<void>((done, refused) => {
    server.once('error', refused);
    server.listen({ host, port, exclusive: true }, () => done());
  });
  await new Promise<void>((done) => server.close(() => done()));
}
