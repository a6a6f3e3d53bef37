import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { commandOf, requires } from '../../test/peers/requires.ts';
import { type Authority, type CertificateFiles, makeAuthority } from '../../test/server/certificates.ts';
import type { TelephonyEvent } from '../core/index.ts';
import { encodeHep3, observeSource, type RunningSource } from '../testing/index.ts';
import { hep } from './index.ts';

const OPTIONS = 'OPTIONS sip:h SIP/2.0\r\nCall-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';
const good = (callId: string): Uint8Array => encodeHep3({ at: Date.now() / 1000, payload: OPTIONS.replace('c1', callId) });

requires('openssl')('HEP over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-hep-tls-'));
  const ends: (() => Promise<void> | void)[] = [];
  let authority: Authority;
  let server: CertificateFiles;
  let tls: CertificateFiles & { clientCaFile: string | undefined; requireClientCert: boolean };

  beforeAll(() => {
    authority = makeAuthority(folder, 'authority');
    server = authority.issue('server');
    tls = { ...server, clientCaFile: undefined, requireClientCert: false };
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(given: object = {}): Promise<RunningSource & { readonly port: number }> {
    const running = observeSource(hep, { port: 0, transports: [], tlsPort: 0, tls, ...given });
    ends.push(() => running.source.stop());
    await running.source.start();
    return { ...running, port: Number(running.source.endpoints()[0]?.split(':')[1]) };
  }

  async function client(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.pem, ...options });
    ends.push(() => void socket.destroy());
    await once(socket, 'secureConnect');
    return socket.on('error', () => undefined).resume();
  }

  const isMessage = (callId: string) => (event: TelephonyEvent) => event.type === 'sip.message' && event.callId === callId;
  const failures = (events: readonly TelephonyEvent[]): readonly string[] =>
    events.flatMap((event) => (event.type === 'listener.handshake_failed' ? [event.reason] : []));
  const failed = (reason: string) => (event: TelephonyEvent) => event.type === 'listener.handshake_failed' && event.reason === reason;

  test('frames arrive in whatever pieces they come, beside UDP and TCP, and the certificate is told of', async () => {
    const { source, until, events } = await run({ transports: ['udp', 'tcp'] });
    expect(source.sockets().map(({ transport }) => transport)).toEqual(['udp', 'tcp', 'tls']);
    const port = Number(source.endpoints()[2]?.split(':')[1]);
    const socket = await client(port);
    const bytes = Buffer.concat([good('one'), good('two')]);
    socket.write(bytes.subarray(0, 100));
    socket.end(bytes.subarray(100));
    await until((event) => event.type === 'source.connection' && event.change === 'closed');
    expect(events.flatMap((event) => (event.type === 'sip.message' ? [event.callId] : []))).toEqual(['one', 'two']);
    const shown = events.find((event) => event.type === 'listener.certificate');
    expect(shown).toMatchObject({ listener: 'hep', expiresAt: source.certificate?.()?.expiresAt });
  });

  test('what was sent before a stop is emitted before the stop is over', async () => {
    const { source, port, events, until } = await run();
    const socket = await client(port);
    socket.write(good('first'));
    await until(isMessage('first'));
    await new Promise((resolve) => socket.write(good('last'), resolve));
    await source.stop();
    expect(events.some(isMessage('last'))).toBe(true);
  });

  test('who has to show a certificate is let in with one of the right authority alone', async () => {
    const { port, events, until } = await run({ tls: { ...tls, clientCaFile: authority.certFile, requireClientCert: true } });
    const stranger = makeAuthority(folder, 'stranger').issue('other-agent');
    const own = authority.issue('agent');
    const pair = ({ certFile, keyFile }: CertificateFiles) => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    // With TLS 1.3 a client learns that it was refused only after its handshake.
    for (const [options, reason] of [
      [{}, 'no_certificate'],
      [pair(stranger), 'bad_certificate'],
    ] as const) {
      const refused = await client(port, options);
      refused.write(good('refused'));
      await until(failed(reason));
      await expect.poll(() => refused.closed).toBe(true);
    }
    (await client(port, pair(own))).write(good('accepted'));
    await until(isMessage('accepted'));
    expect(events.some(isMessage('refused'))).toBe(false);
    expect(failures(events)).toEqual(['no_certificate', 'bad_certificate']);
  });

  test('what is no TLS, too old, or refuses the certificate is counted with its reason', async () => {
    const { port, until } = await run();
    const plain = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    plain.end(good('plain'));
    await until(failed('not_tls'));
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(client(port, old)).rejects.toThrow();
    await until(failed('protocol_version'));
    const other = makeAuthority(folder, 'unknown').certFile;
    execFile(commandOf('openssl'), ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', other, '-verify_return_error']).stdin?.end();
    await until(failed('alert'));
    connectTcp(port, '127.0.0.1')
      .on('error', () => undefined)
      .end();
    await until(failed('closed'));
  });

  test('connections that begin no handshake have no more places than others, and keep out no agent', async () => {
    const { port, events, until } = await run();
    const reasons = (): readonly string[] => events.flatMap((event) => (event.type === 'source.rejected' ? [event.reason] : []));
    const agent = await client(port);
    agent.write(good('before'));
    await until(isMessage('before'));
    for (let index = 0; index < 300; index += 1) {
      const idle = connectTcp(port, '127.0.0.1').on('error', () => undefined);
      ends.push(() => void idle.destroy());
      await once(idle, 'connect');
    }
    await expect.poll(() => reasons().length).toBe(300 + 1 - 256);
    expect(new Set(reasons())).toEqual(new Set(['too_many_connections']));
    agent.write(good('meanwhile'));
    await until(isMessage('meanwhile'));
    (await client(port)).write(good('new'));
    await until(isMessage('new'));
  });

  test('an address that is not allowed is refused before a handshake', async () => {
    const { port, events, until } = await run({ allow: ['192.0.2.0/24'] });
    await expect(client(port)).rejects.toThrow();
    await until((event) => event.type === 'source.rejected' && event.reason === 'not_allowed');
    expect(failures(events)).toEqual([]);
  });

  test('a reload shows the new certificate to new connections, and keeps the old one when the new one is bad', async () => {
    const files = { certFile: join(folder, 'hep.pem'), keyFile: join(folder, 'hep.key') };
    const show = (one: CertificateFiles): void => {
      copyFileSync(one.certFile, files.certFile);
      copyFileSync(one.keyFile, files.keyFile);
    };
    show(server);
    const { source, port } = await run({ tls: { ...tls, ...files } });
    copyFileSync(authority.issue('renewed').certFile, files.certFile);
    await expect(source.reload?.()).rejects.toMatchObject({ code: 'TLS_FILE_INVALID' });
    expect((await client(port)).getPeerCertificate().subject.CN).toBe('server');
    show(authority.issue('renewed'));
    await source.reload?.();
    expect((await client(port)).getPeerCertificate().subject.CN).toBe('renewed');
  });

  test('a certificate that cannot be read keeps it from starting, and leaves nothing open', async () => {
    const { source } = observeSource(hep, { port: 0, tlsPort: 0, tls: { ...tls, certFile: '/nonexistent.pem' } });
    await expect(source.start()).rejects.toMatchObject({ code: 'TLS_FILE_INVALID' });
    expect(source.endpoints()).toEqual([]);
  });

  const feed = async (endpoints: readonly string[]): Promise<void> => {
    const socket = await client(Number(endpoints[0]?.split(':')[1]));
    await new Promise<void>((resolve) => socket.write(good('fed'), () => resolve()));
    socket.end('no frame at all');
    await once(socket, 'close');
  };
  test('what it is fed over TLS is taken or refused as over TCP', async () => {
    const { source, until } = await run();
    await feed(source.endpoints());
    await until(isMessage('fed'));
    await until((event) => event.type === 'source.rejected' && event.reason === 'bad_magic');
  });
});
