import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp1 } from 'node:http';
import { createSecureServer as createSecureHttp2, createServer as createHttp2, type Http2Server } from 'node:http2';
import { createServer as createHttps1 } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { commandOf, requires } from '../../test/peers/requires.ts';
import { type CertificateFiles, makeAuthority } from '../../test/server/certificates.ts';
import { createGrpcSender } from './grpc-sender.ts';
import { createHttpSender } from './http-sender.ts';
import { loadGrpc } from './load-otlp.ts';
import type { TransportFiles } from './transport-files.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});
const folder = mkdtempSync(join(tmpdir(), 'ringscope-otlp-unreached-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SERIALIZER = { encode: () => Uint8Array.of(1), rejected: () => ({ count: 0, message: '' }) };

/** Why nothing was sent there, by gRPC and by HTTP. What could not be reached is always tried again. */
async function reasonsAt(url: string, ca?: string): Promise<{ readonly grpc: string; readonly http: string }> {
  const files: TransportFiles = { headers: {}, ...(ca === undefined ? {} : { ca }) };
  const config = { signal: 'logs', compression: 'none', timeoutSeconds: 60 } as const;
  const senders = {
    grpc: createGrpcSender({ ...config, url }, files, SERIALIZER, await loadGrpc()),
    http: createHttpSender({ ...config, url: `${url}/v1/logs`, protocol: 'http/json' }, files, SERIALIZER),
  };
  const reasonOf = async (sender: (typeof senders)['grpc']): Promise<string> => {
    ends.push(() => sender.close());
    const sent = await sender.send([]);
    return sent.kind === 'again' ? sent.reason : `not tried again: ${sent.kind}`;
  };
  return { grpc: await reasonOf(senders.grpc), http: await reasonOf(senders.http) };
}

/** The place of a server as `host:port`. */
async function listen(server: Server | Http2Server): Promise<string> {
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    ends.push(() => void socket.destroy());
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePlace(): Promise<string> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

const NOT_GRPC =
  'what answers does not speak gRPC; OTLP over HTTP has a port of its own, as a rule 4318, and the protocols http/protobuf and http/json';
const NOT_HTTP = 'what answers does not speak HTTP/1.1; gRPC has a port of its own, as a rule 4317, and the protocol grpc';
const NOT_TLS = 'what answers does not speak TLS; without TLS the address begins with http://';
const MAYBE_TLS = 'the connection was closed; with TLS the address begins with https://';
const NO_AUTHORITY = 'no authority that is known here has signed its certificate; otlp.ca_file or OTEL_EXPORTER_OTLP_CERTIFICATE names one';

test.each(['http', 'https'])('where nobody listens (%s) both protocols say so, without the address', async (scheme) => {
  const reason = 'could not be reached (ECONNREFUSED: nobody listens there)';
  expect(await reasonsAt(`${scheme}://${await freePlace()}`)).toEqual({ grpc: reason, http: reason });
});

test('a name that cannot be resolved is told by both protocols, and not repeated', async () => {
  // No label has more than 63 characters, so no server of names is asked.
  const { grpc, http } = await reasonsAt(`http://${'a'.repeat(64)}.invalid:4317`);
  expect(grpc).toBe('could not be reached (the name cannot be resolved)');
  expect(http).toMatch(/^could not be reached \((?:ENOTFOUND|EAI_AGAIN): the name cannot be resolved\)$/);
});

test('gRPC to what speaks HTTP/1.1, and HTTP to what speaks gRPC, are told where the other one is', async () => {
  const http1 = await listen(createHttp1((_, response) => void response.writeHead(503).end()));
  expect(await reasonsAt(`http://${http1}`)).toEqual({ grpc: `could not be reached (ERR_HTTP2_ERROR: ${NOT_GRPC})`, http: 'answered 503' });
  const http2 = await listen(createHttp2((_, response) => void response.writeHead(503).end()));
  const { grpc, http } = await reasonsAt(`http://${http2}`);
  expect(grpc).toBe('answered 503');
  expect(http.replace(/HPE_\w+/, 'HPE')).toBe(`could not be reached (HPE: ${NOT_HTTP})`);
});

test('a banner of SSH is neither gRPC nor HTTP', async () => {
  const place = await listen(createSocketServer((socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n')));
  const { grpc, http } = await reasonsAt(`http://${place}`);
  expect(grpc).toBe(`could not be reached (ERR_HTTP2_ERROR: ${NOT_GRPC})`);
  expect(http.replace(/HPE_\w+/, 'HPE')).toBe(`could not be reached (HPE: ${NOT_HTTP})`);
});

test('https to what does not speak TLS is told with the address to write instead', async () => {
  const reason = `could not be reached (ERR_SSL_WRONG_VERSION_NUMBER: ${NOT_TLS})`;
  expect(await reasonsAt(`https://${await listen(createHttp1())}`)).toEqual({ grpc: reason, http: reason });
});

test('a connection that is closed at once is told as reset, and that it may be for TLS where none is spoken', async () => {
  const place = await listen(createSocketServer((socket) => void socket.destroy()));
  const plain = `could not be reached (ECONNRESET: ${MAYBE_TLS})`;
  expect(await reasonsAt(`http://${place}`)).toEqual({ grpc: plain, http: plain });
  const secure = 'could not be reached (ECONNRESET)';
  expect(await reasonsAt(`https://${place}`)).toEqual({ grpc: secure, http: secure });
});

test('a connection that is reset is told so', async () => {
  const place = await listen(createSocketServer((socket) => void socket.once('data', () => socket.resetAndDestroy())));
  const reason = `could not be reached (ECONNRESET: ${MAYBE_TLS})`;
  expect(await reasonsAt(`http://${place}`)).toEqual({ grpc: reason, http: reason });
});

requires('openssl')('collectors with TLS', () => {
  const authority = makeAuthority(folder, 'authority');
  const issued = authority.issue('localhost');
  const pair = ({ certFile, keyFile }: CertificateFiles) => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) });

  test('http to what speaks TLS is told with the address to write instead', async () => {
    const reason = `could not be reached (ECONNRESET: ${MAYBE_TLS})`;
    expect(await reasonsAt(`http://${await listen(createSecureHttp2(pair(authority)))}`)).toEqual({ grpc: reason, http: reason });
  });

  test('a certificate that signed itself, and one of an unknown authority, are told with the setting that names one', async () => {
    const own = `could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT: ${NO_AUTHORITY})`;
    expect(await reasonsAt(`https://${await listen(createSecureHttp2(pair(authority)))}`)).toEqual({ grpc: own, http: own });
    const unknown = `could not be reached (UNABLE_TO_VERIFY_LEAF_SIGNATURE: ${NO_AUTHORITY})`;
    expect(await reasonsAt(`https://${await listen(createSecureHttp2(pair(issued)))}`)).toEqual({ grpc: unknown, http: unknown });
    const chain = { ...pair(issued), cert: `${readFileSync(issued.certFile, 'utf8')}${authority.pem}` };
    const inChain = `could not be reached (SELF_SIGNED_CERT_IN_CHAIN: ${NO_AUTHORITY})`;
    expect(await reasonsAt(`https://${await listen(createSecureHttp2(chain))}`)).toEqual({ grpc: inChain, http: inChain });
  });

  test('a certificate of other names is told, without the names', async () => {
    const place = await listen(createSecureHttp2(pair(authority)));
    const reason = 'could not be reached (ERR_TLS_CERT_ALTNAME_INVALID: its certificate is not for the name in the address)';
    expect(await reasonsAt(`https://${place}`, authority.pem)).toEqual({ grpc: reason, http: reason });
  });

  test('a certificate that has expired is told', async () => {
    const certFile = join(folder, 'expired.pem');
    const again = ['-in', authority.certFile, '-signkey', authority.keyFile, '-days', '-1', '-out', certFile];
    execFileSync(commandOf('openssl'), ['x509', ...again], { stdio: 'pipe' });
    const place = await listen(createSecureHttp2(pair({ ...authority, certFile })));
    const reason = 'could not be reached (CERT_HAS_EXPIRED: its certificate has expired)';
    expect(await reasonsAt(`https://${place}`, readFileSync(certFile, 'utf8'))).toEqual({ grpc: reason, http: reason });
  });

  test('a collector that asks for a certificate is told with the settings that show one', async () => {
    const place = await listen(createSecureHttp2({ ...pair(issued), requestCert: true, rejectUnauthorized: true, ca: authority.pem }));
    const reason =
      'could not be reached (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: it asks for a certificate that it trusts; otlp.cert_file and otlp.key_file show one)';
    expect(await reasonsAt(`https://${place}`, authority.pem)).toEqual({ grpc: reason, http: reason });
  });

  test('gRPC to what speaks HTTP/1.1 alone by TLS is told where OTLP over HTTP is', async () => {
    const place = await listen(createHttps1(pair(issued), (_, response) => void response.writeHead(503).end()));
    expect(await reasonsAt(`https://${place}`, authority.pem)).toEqual({
      grpc: `could not be reached (ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: ${NOT_GRPC})`,
      http: 'answered 503',
    });
  });
});
