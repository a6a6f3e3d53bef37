import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLog, type RunningServer, resolveSettings, serve } from '../../src/server/index.ts';
import { requires } from '../peers/requires.ts';
import { type Authority, type CertificateFiles, makeAuthority } from './certificates.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function folderOf(name: string, kept = ends): string {
  const folder = mkdtempSync(join(tmpdir(), `ringscope-${name}-`));
  kept.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Started {
  readonly server: RunningServer;
  readonly logged: string[];
}

async function start(listeners: readonly object[], flags: Record<string, string> = {}, kept = ends): Promise<Started> {
  const logged: string[] = [];
  const given = { store: folderOf('listeners', kept), 'http-port': '0', 'hep-port': '0', listeners: JSON.stringify(listeners), ...flags };
  const settings = resolveSettings({ flags: given, env: {} });
  const server = await serve(settings, { log: createLog('info', (line) => void logged.push(line)) });
  kept.push(() => server.stop());
  return { server, logged };
}

const addressOf = (server: RunningServer, name: string): string => server.listeners.find((one) => one.name === name)?.address ?? '';

async function statuses(address: string, paths: readonly string[], headers: Record<string, string> = {}): Promise<readonly number[]> {
  return Promise.all(paths.map(async (path) => (await fetch(`http://${address}${path}`, { headers })).status));
}

/** Those with TLS. */
const LISTENERS = ['http', 'scrape', 'mutual', 'open', 'asked'];

const PATHS = ['/livez', '/readyz', '/healthz', '/health', '/metrics', '/api/v1/calls', '/', '/nowhere', '/api/v1/openapi.json'];

describe('a server with several listeners', () => {
  const kept: (() => Promise<void> | void)[] = [];
  let server: RunningServer;
  let logged: readonly string[];
  beforeAll(async () => {
    const listeners = [
      { name: 'metrics', serves: ['metrics'] },
      { name: 'health', serves: ['health'], paths: { health: '/health', live: '/health/live', ready: '/health/ready' } },
      { name: 'far', serves: ['metrics', 'health'], allow: ['192.0.2.0/24'] },
      { name: 'near', serves: ['metrics'], allow: ['127.0.0.0/8'] },
      { name: 'closed', serves: ['health'], allow: ['192.0.2.0/24'], open_probes: false },
      { name: 'probes', host: '0.0.0.0', serves: ['health'] },
    ];
    ({ server, logged } = await start(listeners, {}, kept));
  });
  afterAll(async () => {
    for (const end of kept.toReversed()) await end();
  });

  test('each listener answers what it serves, at its paths, and nothing else; the main one keeps all of its own', async () => {
    expect(await statuses(server.address, PATHS)).toEqual([200, 200, 200, 200, 200, 200, 200, 404, 200]);
    const metrics = addressOf(server, 'metrics');
    expect(await statuses(metrics, PATHS)).toEqual([404, 404, 404, 404, 200, 404, 404, 404, 404]);
    const health = addressOf(server, 'health');
    expect(await statuses(health, PATHS)).toEqual([404, 404, 404, 200, 404, 404, 404, 404, 404]);
    expect(await statuses(health, ['/health/live', '/health/ready', '/health/live/', '/health/dead'])).toEqual([200, 200, 200, 404]);
    expect((await fetch(`http://${metrics}/metrics`, { method: 'POST' })).status).toBe(405);
    expect(await (await fetch(`http://${metrics}/metrics`)).text()).toContain('ringscope_source_up');
    const started = logged.map((line) => JSON.parse(line)).find(({ message }) => message === 'ringscope serves.');
    expect(started.listeners).toMatchObject([
      { name: 'http', address: server.address, transport: 'http', serves: ['api', 'metrics', 'health'] },
      { name: 'metrics', address: metrics, transport: 'http', serves: ['metrics'] },
      { name: 'health', address: health, transport: 'http', serves: ['health'] },
      { name: 'far', transport: 'http', serves: ['metrics', 'health'] },
      { name: 'near', transport: 'http', serves: ['metrics'] },
      { name: 'closed', transport: 'http', serves: ['health'] },
      { name: 'probes', transport: 'http', serves: ['health'] },
      { name: 'hep', transport: 'udp', serves: ['hep'] },
      { name: 'hep', transport: 'tcp', serves: ['hep'] },
    ]);
  });

  test('each listener refuses what a page of another site sends', async () => {
    const [, port] = addressOf(server, 'metrics').split(':');
    const socket = connectTcp(Number(port), '127.0.0.1').setEncoding('utf8');
    socket.write('GET /metrics HTTP/1.1\r\nhost: attacker.example\r\nconnection: close\r\n\r\n');
    let answer = '';
    for await (const text of socket) answer += String(text);
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(await statuses(addressOf(server, 'metrics'), ['/metrics'], { origin: 'http://attacker.example' })).toEqual([403]);
  });

  test('only the networks of a listener may ask it, and open probes answer all the same', async () => {
    expect(await statuses(addressOf(server, 'far'), ['/metrics', '/healthz', '/livez', '/readyz'])).toEqual([403, 403, 200, 200]);
    expect(await statuses(addressOf(server, 'near'), ['/metrics'])).toEqual([200]);
    expect(await statuses(addressOf(server, 'closed'), ['/livez', '/readyz', '/nowhere'])).toEqual([403, 403, 404]);
  });

  test('a listener that everybody can reach tells the conclusion of all checks, and no reason', async () => {
    const [, port] = addressOf(server, 'probes').split(':');
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()).toEqual({ status: 'idle' });
  });

  test('when one listener cannot be opened, none stays open', async () => {
    const taken = Number(addressOf(server, 'metrics').split(':')[1]);
    await expect(start([{ name: 'second', port: taken, serves: ['metrics'] }])).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});

test('a reload that lets everybody ask closes the reasons of the checks, and one that does not opens them', async () => {
  const logged: string[] = [];
  const probes = JSON.stringify([{ name: 'probes', host: '0.0.0.0', serves: ['health'] }]);
  const settings = (allow: string) =>
    resolveSettings({
      flags: { store: folder, 'http-port': '0', 'hep-port': '0', listeners: probes, 'auth-allow': allow },
      env: {},
    });
  const folder = folderOf('status-only');
  let allow = '127.0.0.0/8';
  const server = await serve(settings(allow), {
    log: createLog('info', (line) => void logged.push(line)),
    reread: async () => settings(allow),
  });
  ends.push(() => server.stop());
  const [, port] = addressOf(server, 'probes').split(':');
  const told = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
  const everything = { status: 'idle', checks: expect.arrayContaining([expect.objectContaining({ name: 'main' })]) };
  expect(await told()).toEqual(everything);
  allow = '';
  await server.reload();
  await expect.poll(told).toEqual({ status: 'idle' });
  allow = '127.0.0.0/8';
  await server.reload();
  await expect.poll(told).toEqual(everything);
});

requires('openssl')('a listener with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-listeners-tls-'));
  const kept: (() => Promise<void> | void)[] = [];
  let authority: Authority;
  let own: CertificateFiles;
  let server: RunningServer;
  beforeAll(async () => {
    authority = makeAuthority(folder, 'authority');
    own = authority.issue('server', 10);
    const pair = { cert_file: own.certFile, key_file: own.keyFile };
    const asking = { ...pair, client_ca_file: authority.certFile };
    const listeners = [
      { name: 'scrape', serves: ['metrics'], tls: pair },
      { name: 'mutual', serves: ['metrics'], tls: { ...asking, require_client_cert: true } },
      { name: 'open', serves: ['metrics'], auth: 'open', tls: { ...asking, require_client_cert: true } },
      { name: 'asked', serves: ['metrics'], tls: asking },
    ];
    ({ server } = await start(listeners, mainFlags(), kept));
    expect(server.listeners.map(({ name }) => name).filter((name) => name !== 'hep')).toEqual(LISTENERS);
  });
  afterAll(async () => {
    for (const end of kept.toReversed()) await end();
    rmSync(folder, { recursive: true });
  });

  const pair = ({ certFile, keyFile }: CertificateFiles) => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) });

  async function ask(
    address: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<{ status: number; text: string; subject: unknown }> {
    const asked = get(`https://${address}${path}`, { ca: authority.pem, agent: false, ...options });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const { socket } = response as unknown as { socket: { getPeerCertificate(): { subject: { CN: string } } } };
    const subject = socket.getPeerCertificate().subject.CN;
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += String(part);
    return { status: response.statusCode ?? 0, text, subject };
  }

  const mainFlags = (): Record<string, string> => ({ 'http-tls-cert-file': own.certFile, 'http-tls-key-file': own.keyFile });

  test('is spoken to by HTTPS alone, the main one as well; expiry is a gauge, and a finding when it is near', async () => {
    expect(server.listeners.filter(({ name }) => name !== 'hep').map(({ transport }) => transport)).toEqual(LISTENERS.map(() => 'https'));
    expect((await ask(server.address, '/livez')).status).toBe(200);
    const health = await ask(server.address, '/healthz');
    expect(JSON.parse(health.text)).toMatchObject({
      status: 'degraded',
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'certificates', severity: 'degraded', reason: 'The certificate of http is good for 9 more days.' }),
      ]),
    });
    await expect(fetch(`http://${server.address}/livez`)).rejects.toThrow();
    const scrape = async (): Promise<string> => (await ask(addressOf(server, 'scrape'), '/metrics')).text;
    await expect.poll(scrape).toContain('ringscope_tls_handshake_failures_total{listener="http",reason="not_tls"} 1');
    const expiry = Number(/ringscope_tls_certificate_expiry_seconds\{listener="scrape"\} (\S+)/.exec(await scrape())?.[1]);
    expect(expiry - Date.now() / 1000).toBeGreaterThan(9.9 * 86_400);
    expect(expiry - Date.now() / 1000).toBeLessThan(10 * 86_400);
  });

  test('is where the runbooks of alerts are, when it is the main one', async () => {
    const { alerts } = JSON.parse((await ask(server.address, '/api/v1/alerts')).text) as {
      readonly alerts: readonly { readonly alert: string; readonly runbookUrl: string }[];
    };
    expect(alerts[0]).toMatchObject({ alert: 'Watchdog', runbookUrl: `https://${server.address}/runbooks/Watchdog` });
    expect((await ask(server.address, '/runbooks/Watchdog')).status).toBe(200);
  });

  test('lets in with a certificate of the right authority alone, where one is required', async () => {
    const address = addressOf(server, 'mutual');
    expect(server.listeners.find(({ name }) => name === 'mutual')?.needsClientCert).toBe(true);
    await expect(ask(address, '/metrics')).rejects.toThrow();
    await expect(ask(address, '/metrics', pair(makeAuthority(folder, 'stranger').issue('unknown')))).rejects.toThrow();
    expect((await ask(address, '/metrics', pair(authority.issue('prometheus')))).status).toBe(200);
    const scrape = async (): Promise<string> => (await ask(server.address, '/metrics')).text;
    for (const reason of ['no_certificate', 'bad_certificate'])
      await expect.poll(scrape).toContain(`ringscope_tls_handshake_failures_total{listener="mutual",reason="${reason}"} 1`);
  });

  test('is asked by any name by who has shown a certificate of the right authority, and by no strange one without', async () => {
    const known = pair(authority.issue('scraper'));
    const headers = { host: 'ringscope.example.com:9464' };
    expect((await ask(addressOf(server, 'open'), '/metrics', { ...known, headers, servername: 'localhost' })).status).toBe(200);
    expect((await ask(addressOf(server, 'asked'), '/metrics', { ...known, headers, servername: 'localhost' })).status).toBe(200);
    expect((await ask(addressOf(server, 'asked'), '/metrics', { headers, servername: 'localhost' })).status).toBe(421);
    const stranger = pair(makeAuthority(folder, 'another').issue('strange'));
    expect((await ask(addressOf(server, 'asked'), '/metrics', { ...stranger, headers, servername: 'localhost' })).status).toBe(421);
  });

  test('shows a new certificate once it is reloaded, and goes on with the old one when the new one is bad', async () => {
    const files = { certFile: join(folder, 'shown.pem'), keyFile: join(folder, 'shown.key') };
    const show = (one: CertificateFiles): void => {
      copyFileSync(one.certFile, files.certFile);
      copyFileSync(one.keyFile, files.keyFile);
    };
    show(own);
    const { server } = await start([], { 'http-tls-cert-file': files.certFile, 'http-tls-key-file': files.keyFile });
    const renewed = authority.issue('renewed');
    copyFileSync(renewed.certFile, files.certFile);
    await expect(server.reload()).rejects.toMatchObject({ code: 'CONFIG_INVALID', cause: { code: 'TLS_FILE_INVALID' } });
    expect((await ask(server.address, '/livez')).subject).toBe('server');
    show(renewed);
    await server.reload();
    expect((await ask(server.address, '/livez')).subject).toBe('renewed');
  });

  test('does not start with files that are not sound', async () => {
    await expect(start([], { ...mainFlags(), 'http-tls-key-file': authority.keyFile })).rejects.toMatchObject({ code: 'TLS_FILE_INVALID' });
  });
});
