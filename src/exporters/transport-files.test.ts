import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { requires } from '../../test/peers/requires.ts';
import { makeAuthority } from '../../test/server/certificates.ts';
import { createHttpSender } from './http-sender.ts';
import type { SignalConfig } from './otlp-config.ts';
import { readTransportFiles } from './transport-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-otlp-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIGNAL: SignalConfig = {
  signal: 'logs',
  protocol: 'http/json',
  url: 'https://127.0.0.1:9/v1/logs',
  headers: {},
  compression: 'none',
  timeoutSeconds: 1,
  queueItems: 50,
  batchItems: 10,
  delaySeconds: 0.05,
};

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

requires('openssl')('files of TLS', () => {
  const { certFile, keyFile, pem } = makeAuthority(folder, 'authority');
  const other = makeAuthority(folder, 'other');
  const garbage = written('garbage', 'garbage');
  const broken = written('broken', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  const encrypted = written(
    'encrypted',
    generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    }).privateKey,
  );

  const noKey = (path: string): string => `The key file ${path} holds no private key in PEM that can be read without a passphrase.`;
  test.each<[string, Partial<SignalConfig>, string]>([
    ['an authority that is garbage', { caFile: garbage }, `The file ${garbage} holds no certificate in PEM.`],
    ['an authority that is a key', { caFile: keyFile }, `The file ${keyFile} holds no certificate in PEM.`],
    ['an authority that is no certificate', { caFile: broken }, `Certificate 1 in ${broken} cannot be read.`],
    ['a certificate that is garbage', { certFile: garbage, keyFile }, `The file ${garbage} holds no certificate in PEM.`],
    ['a key that is garbage', { certFile, keyFile: garbage }, noKey(garbage)],
    ['a key with a passphrase', { certFile, keyFile: encrypted }, noKey(encrypted)],
    [
      'a key of another certificate',
      { certFile, keyFile: other.keyFile },
      `The key in ${other.keyFile} is not that of the first certificate in ${certFile}.`,
    ],
  ])('%s is a fault of the start that names the file, whatever the protocol', async (_what, files, message) => {
    for (const protocol of PROTOCOLS)
      await expect(readTransportFiles({ ...SIGNAL, protocol, ...files })).rejects.toMatchObject({ code: 'OTLP_FILE_INVALID', message });
  });

  test('certificates and a key that go together are taken as they are', async () => {
    expect(await readTransportFiles({ ...SIGNAL, caFile: certFile, certFile, keyFile })).toMatchObject({ headers: {}, ca: pem, cert: pem });
  });
});

test.each(['-----BEGIN PRIVATE KEY-----hunter2', `-----BEGIN PRIVATE KEY-----\nhunter2`, `hunter2${'x'.repeat(300)}`])(
  'what stands where the path of a file should be is not shown when it looks like none: %j',
  async (text) => {
    const told = await readTransportFiles({ ...SIGNAL, caFile: text }).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: 'OTLP_FILE_INVALID', message: expect.stringContaining('(a text that is no path)') });
    expect(told instanceof Error && told.message).not.toContain('hunter2');
  },
);

test('what could not even be sent for a fault of this end is no refusal of the collector', async () => {
  const serializer = { encode: () => Uint8Array.of(1), rejected: () => ({ count: 0, message: '' }) };
  const sender = createHttpSender(SIGNAL, { headers: {}, cert: 'garbage', key: 'garbage' }, serializer);
  expect(await sender.send([])).toEqual({ kind: 'again', reason: expect.stringMatching(/^could not be reached/) });
  sender.close();
});

const NOT_OF_GRPC =
  'expected a header that gRPC can send: a name of letters, digits and _ . - that does not begin with grpc-, a value of printable ASCII.';

/** What is wrong with the third line of a file of headers, whatever the protocol. */
async function faultOf(line: string): Promise<string> {
  const headersFile = written('own', `# comment\na=1\n${line}\n`);
  const faults = await Promise.all(
    PROTOCOLS.map(async (protocol) => readTransportFiles({ ...SIGNAL, protocol, headersFile }).then(String, (error: unknown) => error)),
  );
  expect(faults).toEqual(PROTOCOLS.map(() => expect.objectContaining({ code: 'OTLP_FILE_INVALID' })));
  const [message = '', ...others] = new Set(faults.map((fault) => (fault instanceof Error ? fault.message : '')));
  expect([others, message.startsWith(`${headersFile}:3: `)]).toEqual([[], true]);
  return message.slice(headersFile.length + 4);
}

test.each(['Transfer-Encoding=chunked', 'content-length=5', 'HOST=evil', 'Connection=upgrade', 'TE=trailers'])(
  'the header %s is a fault of its file, for whoever sends a request says how',
  async (line) => {
    const name = line.split('=')[0]?.toLowerCase();
    expect(await faultOf(line)).toBe(`${name} says how a request is sent, and is not taken from a file.`);
  },
);

test.each(['Authorization: Bearer hunter2', 'Authorization:Bearer hunter2==', 'Authorization : Bearer hunter2', 'Host: a=b'])(
  'the line %s is told to be written with = in place of the colon, and what it says is not shown',
  async (line) => {
    expect(await faultOf(line)).toBe('a header is written name=value, with = in place of the colon.');
  },
);

test.each(['Authorization Bearer hunter2', '=hunter2', 'a b=hunter2', 'a=hünter2', 'ä=hunter2'])(
  'the line %s is no header, and is not shown',
  async (line) => {
    expect(await faultOf(line)).toBe('expected a header as name=value, of printable ASCII.');
  },
);

test('a header is taken from its file as it stands, percent signs, commas and all', async () => {
  const headersFile = written('percent', 'authorization=Bearer%20x,y=a:b\nx-url = http://a/?b=c\n');
  expect(await readTransportFiles({ ...SIGNAL, headersFile })).toEqual({
    headers: { authorization: 'Bearer%20x,y=a:b', 'x-url': 'http://a/?b=c' },
  });
});

test.each(['x!y=1', 'a=b\tc', 'grpc-timeout=1S'])('the header %s is sent by HTTP, and a fault of its file with gRPC', async (line) => {
  const headersFile = written('grpc', `${line}\n`);
  await expect(readTransportFiles({ ...SIGNAL, protocol: 'grpc', headersFile })).rejects.toMatchObject({
    code: 'OTLP_FILE_INVALID',
    message: `${headersFile}:1: ${NOT_OF_GRPC}`,
  });
  const [name = '', value] = line.split('=');
  expect(await readTransportFiles({ ...SIGNAL, headersFile })).toEqual({ headers: { [name]: value } });
});
