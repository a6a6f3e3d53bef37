import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { requires } from '../../test/peers/requires.ts';
import { type Authority, type CertificateFiles, makeAuthority } from '../../test/server/certificates.ts';
import type { TeleError } from '../core/index.ts';
import { contextOf, serverTlsOptions, type TlsFiles, tlsFilesOf, type WatchedCertificate, watchCertificate } from './index.ts';

const LOOK_MS = 20;

requires('openssl')('a certificate that is watched', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-tls-'));
  const files: TlsFiles = { certFile: join(folder, 'shown.pem'), keyFile: join(folder, 'shown.key'), requireClientCert: false };
  const ends: (() => void)[] = [];
  let authority: Authority;
  let first: CertificateFiles;
  let second: CertificateFiles;

  beforeAll(() => {
    authority = makeAuthority(folder, 'authority');
    first = authority.issue('first', 20);
    second = authority.issue('second', 10);
  });
  afterEach(() => {
    for (const end of ends.splice(0).toReversed()) end();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Puts a file into the place of another one at once: no look finds half of it. */
  const put = (from: string, path: string): void => {
    copyFileSync(from, `${path}.new`);
    renameSync(`${path}.new`, path);
  };
  // The key first: without a certificate nobody looks at it.
  const show = ({ certFile, keyFile }: CertificateFiles): void => {
    put(keyFile, files.keyFile);
    put(certFile, files.certFile);
  };

  async function watched(
    lookMs = LOOK_MS,
    now = () => Date.now() / 1000,
  ): Promise<{ certificate: WatchedCertificate; taken: number[]; problems: TeleError[] }> {
    const taken: number[] = [];
    const problems: TeleError[] = [];
    const events = {
      now,
      taken: ({ expiresAt }: { expiresAt: number }) => void taken.push(expiresAt),
      refused: (problem: TeleError) => void problems.push(problem),
    };
    const certificate = await watchCertificate(files, events, lookMs);
    ends.push(certificate.stop);
    return { certificate, taken, problems };
  }

  test('says when it expires, and a new pair is shown to new connections once its files are there', async () => {
    show(first);
    const { certificate, taken, problems } = await watched();
    const server = createServer(serverTlsOptions(certificate), (socket) => socket.end()).listen(0, '127.0.0.1');
    ends.push(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const nameShown = async (): Promise<unknown> => {
      const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca: authority.pem });
      await once(socket, 'secureConnect');
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return subject.CN;
    };
    expect(await nameShown()).toBe('first');
    const inDays = (days: number): number => Date.now() / 1000 + days * 86_400;
    expect(taken[0]).toBeGreaterThan(inDays(20) - 120);
    expect(taken[0]).toBeLessThanOrEqual(inDays(20));
    show(second);
    await expect.poll(() => taken.length).toBe(2);
    server.setSecureContext(contextOf(certificate.current()));
    expect(await nameShown()).toBe('second');
    expect(taken[1]).toBeLessThanOrEqual(inDays(10));
    // Between the two files a look may have found a pair that does not go together.
    expect(problems.length).toBeLessThanOrEqual(1);
  });

  test('files that are not sound are told once, and what was shown is shown further on', async () => {
    show(first);
    const { certificate, taken, problems } = await watched();
    const before = certificate.current();
    put(second.keyFile, files.keyFile);
    await expect.poll(() => problems.length).toBe(1);
    expect(problems[0]).toMatchObject({
      code: 'TLS_FILE_INVALID',
      message: `The key in ${files.keyFile} is not that of the first certificate in ${files.certFile}.`,
    });
    const none = join(folder, 'none.pem');
    writeFileSync(none, 'no certificate');
    put(none, files.certFile);
    await expect.poll(() => problems.length).toBe(2);
    rmSync(files.certFile);
    await expect.poll(() => problems.length).toBe(3);
    expect(problems[2]?.message).toBe(`The file ${files.certFile} could not be read: there is none.`);
    await expect(certificate.load()).rejects.toMatchObject({ code: 'TLS_FILE_INVALID' });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS * 4));
    expect([problems.length, taken.length, certificate.current()]).toEqual([3, 1, before]);
    show(first);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS * 4));
    expect([problems.length, taken.length]).toEqual([3, 1]);
  });

  test('what is loaded on demand is checked before it is taken, and taken once', async () => {
    show(first);
    const { certificate, taken } = await watched(60_000);
    show(second);
    const loaded = await certificate.load();
    certificate.take(loaded);
    certificate.take(loaded);
    expect(taken.length).toBe(2);
    expect(certificate.current()).toBe(loaded);
  });

  test('one that is out of its time does not take the place of one that is not, until its time has come', async () => {
    const later = authority.issue('later', 25);
    show(first);
    const { validFrom, expiresAt } = checkedPeriod(first);
    let at = validFrom + 60;
    const { certificate, taken, problems } = await watched(LOOK_MS, () => at);
    const before = certificate.current();
    expect([before.validFrom, before.expiresAt]).toEqual([validFrom, expiresAt]);
    // It expires first, and is looked at after that.
    at = checkedPeriod(second).expiresAt;
    show(second);
    await expect
      .poll(() => problems.at(-1)?.message)
      .toBe(`The certificate in ${files.certFile} has expired at ${new Date(at * 1000).toISOString()}.`);
    await expect(certificate.load()).rejects.toMatchObject({ code: 'TLS_FILE_INVALID', message: expect.stringContaining('has expired') });
    const told = problems.length;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS * 4));
    expect([problems.length, taken.length, certificate.current()]).toEqual([told, 1, before]);
    // Back in its time it is taken, although its files are the same.
    at -= 60;
    await expect.poll(() => taken.length).toBe(2);
    expect(certificate.current().expiresAt).toBe(checkedPeriod(second).expiresAt);
    // What nobody accepts any more gives way to anything.
    at = checkedPeriod(first).expiresAt;
    show(first);
    await expect.poll(() => taken.length).toBe(3);
    show(later);
    await expect.poll(() => taken.length).toBe(4);
  });

  test('the first one is shown although it is not valid yet', async () => {
    show(first);
    const { validFrom } = checkedPeriod(first);
    const { taken, problems } = await watched(LOOK_MS, () => validFrom - 60);
    expect([taken.length, problems]).toEqual([1, []]);
  });

  test('a key that others may read from now on is told of, though it is the same', async () => {
    show(first);
    chmodSync(files.keyFile, 0o600);
    const { certificate, taken } = await watched();
    chmodSync(files.keyFile, 0o644);
    await expect.poll(() => taken.length).toBe(2);
    expect(certificate.current().isKeyOpen).toBe(true);
    chmodSync(files.keyFile, 0o600);
  });

  test.each([
    [
      'a key that is none',
      () => writeFileSync(files.keyFile, 'secret'),
      'holds no private key in PEM that can be read without a passphrase',
    ],
    [
      'a certificate that is damaged',
      () => writeFileSync(files.certFile, damaged(readFileSync(files.certFile, 'utf8'))),
      'Certificate 1 in ',
    ],
    ['a certificate that is none', () => writeFileSync(files.certFile, 'x'), 'holds no certificate in PEM'],
  ])('%s is refused at first', async (_what, spoil, message) => {
    show(first);
    spoil();
    await expect(watched()).rejects.toMatchObject({ code: 'TLS_FILE_INVALID', message: expect.stringContaining(message) });
  });

  test('whether others may read the key is known', async () => {
    show(first);
    chmodSync(files.keyFile, 0o644);
    expect((await watched()).certificate.current().isKeyOpen).toBe(true);
    chmodSync(files.keyFile, 0o600);
    expect((await watched()).certificate.current().isKeyOpen).toBe(false);
  });
});

/** Of the certificate in a file, in Unix seconds. */
function checkedPeriod({ certFile }: CertificateFiles): { readonly validFrom: number; readonly expiresAt: number } {
  const { validFrom, validTo } = new X509Certificate(readFileSync(certFile));
  return { validFrom: Date.parse(validFrom) / 1000, expiresAt: Date.parse(validTo) / 1000 };
}

function damaged(pem: string): string {
  return pem.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
}

test.each([
  [{ certFile: 'a.pem' }, 'listeners[0].tls.cert_file needs listeners[0].tls.key_file.'],
  [{ keyFile: 'a.key' }, 'listeners[0].tls needs cert_file: it names other files, and no certificate.'],
  [{ clientCaFile: 'ca.pem' }, 'listeners[0].tls needs cert_file: it names other files, and no certificate.'],
  [
    { certFile: 'a.pem', keyFile: 'a.key', requireClientCert: true },
    'listeners[0].tls.require_client_cert needs listeners[0].tls.client_ca_file: who may sign them.',
  ],
])('files that do not make TLS together are refused (%j)', (given, message) => {
  const values = { certFile: undefined, keyFile: undefined, clientCaFile: undefined, requireClientCert: false, ...given };
  expect(() => tlsFilesOf(values, 'listeners[0].tls')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message }));
});
