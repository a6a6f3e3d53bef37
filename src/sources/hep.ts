import { isIPv6 } from 'node:net';
import {
  type BoundSocket,
  defineSource,
  labelText,
  option,
  reloadable,
  type Source,
  type SourceArrivals,
  type SourceContext,
  TeleError,
  type TreeValues,
} from '../core/index.ts';
import { tlsOptions } from '../tls/index.ts';
import { isAliasName } from '../wire/index.ts';
import { createAllowList, isLoopback, readHepKey } from './hep-access.ts';
import { CONNECTION_LIMITS } from './hep-connections.ts';
import { listenTcp, type TcpListener } from './hep-tcp.ts';
import { type HepTls, openHepTls } from './hep-tls.ts';
import { listenUdp, type UdpListener } from './listen-udp.ts';
import { createPacketReader, type PacketReader } from './packet-reader.ts';

const SOURCE = labelText('hep');
const SETTLE_MS = 100;
const DEFAULT_RECEIVE_BUFFER_BYTES = 8_388_608;
/** With port 0 the system's choice for UDP may be taken for TCP; then it chooses again. */
const MAX_PORT_CHOICES = 8;

const options = {
  port: option.port('Port to listen on, the same for UDP and TCP.', 9060),
  host: option.text('Address to bind. Beyond loopback an allow-list is needed.', '127.0.0.1'),
  transports: option.list('What to listen on without TLS: udp, tcp or both; none of them where TLS is spoken alone.', ['udp', 'tcp']),
  allow: reloadable(option.cidrs('Networks that capture agents send from. Empty: everyone who can reach the port.', [])),
  keyFile: option.secretFile(
    'File with the key that every frame must carry. HEP version 3 only: frames of older versions are refused then.',
  ),
  rateLimit: option.optionalNumber('Frames per second taken from one sender address. Unset: all.'),
  tls: tlsOptions,
  tlsPort: option.port('Port of HEP over TLS, which is spoken once `hep.tls.cert_file` is set.', 9061),
  aliasHeaders: option.list(
    'Headers of an INVITE that hold another id of the call, by which what a program tells of the call finds it. Import reads them as well.',
    ['X-Twilio-CallSid', 'X-CID', 'X-Call-ID', 'X-call_leg_id', 'Session-ID'],
  ),
  receiveBufferBytes: option.bytes('Size of the receive buffer asked of the system for UDP.', DEFAULT_RECEIVE_BUFFER_BYTES),
};
type HepOptions = TreeValues<typeof options>;

/** HEP from SIP proxies, PBXs, media relays and capture agents. */
export const hep = defineSource({
  name: 'hep',
  summary: 'HEP 1, 2 and 3 over UDP and TCP (Kamailio, OpenSIPS, FreeSWITCH, Asterisk, rtpengine, heplify, sngrep).',
  options,
  async check(values) {
    refuseUnsafe(values);
    if (values.keyFile !== undefined) await readHepKey(values.keyFile);
  },
  create: (values, context) => createHep(values, context),
});

interface Running {
  readonly udp: UdpListener | undefined;
  readonly tcp: TcpListener | undefined;
  readonly secured: TcpListener | undefined;
  readonly tls: HepTls | undefined;
  readonly reader: PacketReader;
  readonly timer: NodeJS.Timeout;
}

/** Who may send: it may change while the source runs. */
interface Senders {
  isAllowed: (address: string) => boolean;
}

function createHep(values: HepOptions, context: SourceContext): Source {
  const senders: Senders = { isAllowed: () => false };
  let running: Promise<Running> | undefined;
  let stopping: Promise<void> = Promise.resolve();
  let sockets: readonly BoundSocket[] = [];
  let certificate: HepTls['certificate'] | undefined;
  let current: Running | undefined;

  async function close(opened: Promise<Running>): Promise<void> {
    const { udp, tcp, secured, tls, reader, timer } = await opened;
    await Promise.all([udp?.close(), tcp?.close(), secured?.close()]);
    tls?.certificate.stop();
    clearInterval(timer);
    reader.settle(Infinity);
    sockets = [];
    certificate = undefined;
    context.emit({ type: 'source.stopped', at: context.now(), source: SOURCE });
  }

  return {
    async start() {
      if (running !== undefined) return void (await running);
      running = open(values, context, senders);
      try {
        const opened = await running;
        sockets = socketsOf(opened, values.host);
        certificate = opened.tls?.certificate;
        current = opened;
      } catch (error) {
        running = undefined;
        throw error;
      }
      context.emit({ type: 'source.started', at: context.now(), source: SOURCE });
    },
    stop() {
      const opened = running;
      running = undefined;
      if (opened !== undefined) stopping = close(opened);
      return stopping;
    },
    allow(networks) {
      senders.isAllowed = createAllowList(networks);
    },
    endpoints: () => sockets.map(({ address }) => address),
    sockets: () => sockets,
    arrivals: (now) => current && arrivalsOf(current, values, now),
    certificate: () => certificate?.current(),
    async reload() {
      if (certificate !== undefined) certificate.take(await certificate.load());
    },
  };
}

function socketsOf({ udp, tcp, secured }: Running, host: string): readonly BoundSocket[] {
  const bound = [
    { transport: 'udp', socket: udp },
    { transport: 'tcp', socket: tcp },
    { transport: 'tls', socket: secured },
  ] as const;
  return bound.flatMap(({ transport, socket }) => (socket === undefined ? [] : [{ transport, address: endpoint(host, socket.port) }]));
}

function arrivalsOf({ reader, udp }: Running, { receiveBufferBytes: askedBytes }: HepOptions, now: number): SourceArrivals {
  const arrivals = reader.arrivals(now);
  if (udp === undefined) return arrivals;
  return { ...arrivals, buffer: { askedBytes, givenBytes: udp.receiveBufferBytes, drops: udp.drops() } };
}

function endpoint(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

async function open(values: HepOptions, context: SourceContext, senders: Senders): Promise<Running> {
  refuseUnsafe(values);
  senders.isAllowed = createAllowList(values.allow);
  const isAllowed = (address: string): boolean => senders.isAllowed(address);
  const { emit, now, hashSeed, keepRaw } = context;
  const reader = createPacketReader({
    source: SOURCE,
    emit,
    hashSeed,
    aliasHeaders: values.aliasHeaders,
    ...(keepRaw === undefined ? {} : { keepRaw }),
    ...(values.keyFile === undefined ? {} : { isKeyValid: await readHepKey(values.keyFile) }),
    ...(values.rateLimit === undefined ? {} : { maxPacketsPerSecond: values.rateLimit }),
  });
  const tls = await openHepTls(values.tls, context);
  const handlers: Handlers = {
    isAllowed,
    onDatagram(bytes: Uint8Array, address: string) {
      if (isAllowed(address)) reader.hep(bytes, now(), address);
      else reader.reject('not_allowed', now(), address, bytes);
    },
    onDrops: (count: number) => emit({ type: 'event.dropped', at: now(), stage: SOURCE, reason: 'kernel_buffer', count }),
    onFrame(bytes: Uint8Array, address: string) {
      // The list may have changed since it connected.
      if (isAllowed(address)) return reader.hep(bytes, now(), address);
      reader.reject('not_allowed', now(), address, bytes);
      return false;
    },
    onRejected: (reason, address, bytes) => reader.reject(reason, now(), address, bytes),
    onConnection: (change: 'opened' | 'closed') => emit({ type: 'source.connection', at: now(), source: SOURCE, change }),
  };
  try {
    const listeners = await bindAll(values, handlers);
    const secured = await bindTls(values, handlers, tls).catch(async (error: unknown) => {
      await Promise.all([listeners.udp?.close(), listeners.tcp?.close()]);
      throw error;
    });
    return { ...listeners, secured, tls, reader, timer: setInterval(() => reader.settle(now()), SETTLE_MS).unref() };
  } catch (error) {
    tls?.certificate.stop();
    throw error;
  }
}

async function bindTls({ host, tlsPort }: HepOptions, handlers: Handlers, tls: HepTls | undefined): Promise<TcpListener | undefined> {
  if (tls === undefined) return undefined;
  try {
    return await listenTcp(host, tlsPort, handlers, CONNECTION_LIMITS, tls.acceptor);
  } catch (cause) {
    throw new TeleError('LISTEN_FAILED', `hep could not bind ${endpoint(host, tlsPort)} for TLS.`, cause);
  }
}

/** Refuses settings that would take traffic from anyone, or none. */
function refuseUnsafe(values: HepOptions): void {
  const unknown = values.transports.find((one) => one !== 'udp' && one !== 'tcp');
  const badHeader = values.aliasHeaders.find((one) => !isAliasName(one));
  if (badHeader !== undefined)
    throw new TeleError(
      'CONFIG_INVALID',
      `hep.alias_headers holds "${badHeader}"; it lists names of headers that have no other meaning, each up to 31 characters.`,
    );
  const isSilent = values.transports.length === 0 && values.tls.certFile === undefined;
  if (unknown !== undefined || isSilent) {
    throw new TeleError('CONFIG_INVALID', `hep.transports holds "${unknown ?? ''}"; it lists udp, tcp or both.`);
  }
  if (!isLoopback(values.host) && values.allow.length === 0) {
    throw new TeleError('HEP_EXPOSED', `hep would listen on ${values.host}, which others can reach, and has no allow-list.`);
  }
}

type Handlers = Parameters<typeof listenUdp>[3] & Parameters<typeof listenTcp>[2];

async function bindAll(values: HepOptions, handlers: Handlers): Promise<{ udp: UdpListener | undefined; tcp: TcpListener | undefined }> {
  for (let choice = 1; ; choice += 1) {
    let udp: UdpListener | undefined;
    try {
      if (values.transports.includes('udp')) udp = await listenUdp(values.host, values.port, values.receiveBufferBytes, handlers);
      const tcp = values.transports.includes('tcp') ? await listenTcp(values.host, udp?.port ?? values.port, handlers) : undefined;
      return { udp, tcp };
    } catch (cause) {
      await udp?.close();
      if (values.port === 0 && udp !== undefined && choice < MAX_PORT_CHOICES) continue;
      throw new TeleError('LISTEN_FAILED', `hep could not bind ${endpoint(values.host, values.port)}.`, cause);
    }
  }
}
