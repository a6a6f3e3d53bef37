import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcryptjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authority, type CertificateFiles, makeAuthority } from '../server/certificates.ts';
import { freePort } from './free-ports.ts';
import { makeFolder } from './lab.ts';
import { commandOf, requires } from './requires.ts';
import { type Ringscope, settledCalls, startRingscope } from './ringscope.ts';
import { startPrometheus } from './start-prometheus.ts';
import { waitUntil } from './wait-until.ts';

const TOKEN = 'a-token-that-scrapes';
const PASSWORD = 'a password that scrapes';
const STREAM = new URL('../fixtures/hep/kamailio-hep-tcp.stream', import.meta.url);

/** The certificates of one run and a server that shows them. */
interface Secured {
  readonly folder: string;
  readonly authority: Authority;
  readonly client: CertificateFiles;
  readonly stranger: CertificateFiles;
  readonly hepTlsPort: number;
  readonly ports: { readonly scrape: number; readonly mutual: number };
  readonly ringscope: Ringscope;
}

async function startSecured(hasCredentials: boolean): Promise<Secured> {
  const folder = makeFolder();
  const authority = makeAuthority(folder, 'authority');
  const server = authority.issue('server');
  const [scrape, mutual, hepTlsPort] = [await freePort(), await freePort(), await freePort()];
  const tls = { cert_file: server.certFile, key_file: server.keyFile };
  const clients = { client_ca_file: authority.certFile, require_client_cert: true };
  const listeners = [
    { name: 'scrape', port: scrape, serves: ['metrics'], tls },
    { name: 'mutual', port: mutual, serves: ['metrics'], auth: 'open', tls: { ...tls, ...clients } },
  ];
  const mutualHep = hasCredentials ? [] : ['--hep-tls-client-ca-file', authority.certFile, '--hep-tls-require-client-cert', 'true'];
  const hep = ['--hep-tls-port', String(hepTlsPort), '--hep-tls-cert-file', server.certFile, '--hep-tls-key-file', server.keyFile];
  const flags = ['--listeners', JSON.stringify(listeners), ...hep, ...mutualHep, ...(hasCredentials ? credentials(folder) : [])];
  const ringscope = await startRingscope({ folder, flags });
  const stranger = makeAuthority(folder, 'other').issue('stranger');
  return { folder, authority, client: authority.issue('client'), stranger, hepTlsPort, ports: { scrape, mutual }, ringscope };
}

function credentials(folder: string): readonly string[] {
  const [tokenFile, basicFile] = [join(folder, 'tokens'), join(folder, 'users')];
  const digest = createHash('sha256').update(TOKEN).digest('hex');
  writeFileSync(tokenFile, `scraper sha256:${digest} metrics 2026-01-01T00:00:00Z\n`, { mode: 0o600 });
  writeFileSync(basicFile, `prometheus:${bcrypt.hashSync(PASSWORD, 10)} metrics\n`, { mode: 0o600 });
  return ['--auth-token-file', tokenFile, '--auth-basic-file', basicFile];
}

async function stopSecured(secured: Secured | undefined): Promise<void> {
  await secured?.ringscope.program.stop();
  if (secured !== undefined) rmSync(secured.folder, { recursive: true, force: true });
}

requires('prometheus', 'openssl')('A real Prometheus over TLS', () => {
  let secured: Secured;
  beforeAll(async () => {
    secured = await startSecured(true);
  });
  afterAll(async () => stopSecured(secured));

  test('it scrapes with Basic, with a token from a file and with a certificate, and with nothing else', async () => {
    const { folder, authority, client, stranger, ports } = secured;
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, TOKEN);
    const https = (more: string): readonly string[] => ['scheme: https', `tls_config: { ca_file: ${authority.certFile}${more} }`];
    const pair = ({ certFile, keyFile }: CertificateFiles): string => `, cert_file: ${certFile}, key_file: ${keyFile}`;
    const { scrape, mutual } = ports;
    const prometheus = await startPrometheus({
      folder,
      jobs: {
        basic: scrape,
        bearer: scrape,
        certificate: mutual,
        nobody: scrape,
        plain: scrape,
        without: mutual,
        stranger: mutual,
        distrusts: scrape,
      },
      settings: {
        basic: [...https(''), `basic_auth: { username: prometheus, password: "${PASSWORD}" }`],
        bearer: [...https(''), `authorization: { credentials_file: ${tokenFile} }`],
        certificate: https(pair(client)),
        nobody: https(''),
        without: https(''),
        stranger: https(pair(stranger)),
        distrusts: ['scheme: https', `authorization: { credentials_file: ${tokenFile} }`],
      },
    });
    try {
      const up = await waitUntil('every job was scraped', 90, async () => {
        const found = await prometheus.query('up');
        return Object.keys(found).length === 8 && [found['basic'], found['bearer'], found['certificate']].every((one) => one === 1)
          ? found
          : undefined;
      });
      expect(up).toEqual({ basic: 1, bearer: 1, certificate: 1, nobody: 0, plain: 0, without: 0, stranger: 0, distrusts: 0 });
      const expiry = await waitUntil(
        'the expiry is scraped',
        90,
        async () => (await prometheus.query('ringscope_tls_certificate_expiry_seconds{listener="mutual"} - time()'))['bearer'],
      );
      expect(expiry).toBeGreaterThan(29 * 86_400);
      expect(expiry).toBeLessThan(30 * 86_400);
    } finally {
      await prometheus.program.stop();
    }
  });
});

requires('openssl')('openssl s_client as a sender of HEP', () => {
  let secured: Secured;
  beforeAll(async () => {
    secured = await startSecured(false);
  });
  afterAll(async () => stopSecured(secured));

  async function replay(pair: readonly string[]): Promise<void> {
    const { authority, hepTlsPort } = secured;
    const verify = ['-CAfile', authority.certFile, '-verify_return_error', '-quiet', '-no_ign_eof'];
    const args = ['s_client', '-connect', `127.0.0.1:${String(hepTlsPort)}`, ...verify, ...pair];
    const sender = spawn(commandOf('openssl'), args, { stdio: ['pipe', 'ignore', 'ignore'] });
    // It may be refused before all is written.
    sender.stdin.on('error', () => undefined);
    sender.stdin.end(readFileSync(STREAM));
    await once(sender, 'close');
  }

  const failures = async (reason: string): Promise<number> => {
    const text = await secured.ringscope.text('/metrics', 'text/plain;version=0.0.4');
    const line = new RegExp(`^ringscope_tls_handshake_failures_total\\{listener="hep",reason="${reason}"\\} (\\d+)$`, 'm').exec(text);
    return Number(line?.[1] ?? 0);
  };

  test('without a certificate, and with one of another authority, nothing of it is taken', async () => {
    const { stranger } = secured;
    await replay([]);
    await replay(['-cert', stranger.certFile, '-key', stranger.keyFile]);
    await waitUntil('both are counted', 90, async () =>
      (await failures('no_certificate')) === 1 && (await failures('bad_certificate')) === 1 ? true : undefined,
    );
    expect(await secured.ringscope.calls()).toEqual([]);
  });

  test('with a certificate of the right authority the call arrives', async () => {
    const { client, ringscope } = secured;
    await replay(['-cert', client.certFile, '-key', client.keyFile]);
    const [call] = await settledCalls(ringscope, '', 1);
    expect(call).toMatchObject({ outcome: 'answered', state: 'ended' });
    await expect
      .poll(async () => ringscope.text('/metrics', 'text/plain;version=0.0.4'), { timeout: 90_000 })
      .toMatch(/^ringscope_source_packets_total\{source="hep",kind="sip"\} 13$/m);
  });
});
