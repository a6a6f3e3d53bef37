import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { makeAuthority } from '../server/certificates.ts';
import { openSockets, type OpenSockets } from './open-sockets.ts';
import { processState } from './process-state.ts';
import { during, expectUnharmed, sample, startWatched, until } from './watched-server.ts';

/** A quarter of the files that the server may open, for all listeners together; HEP takes as many of one address. */
const MOST_CONNECTIONS = 256;
const MORE_FILES = 20;
/** The head of a TLS record that announces a handshake of 512 bytes, and no more of it. */
const HALF_HELLO = Uint8Array.of(22, 3, 1, 2, 0, 1);

requires('openssl')('handshakes of TLS that nobody finishes', () => {
  test('500 on a listener and 500 on HEP keep out no probe, no scrape and no event, and are given up in time', async ({
    expect,
    onTestFinished,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'ringscope-handshakes-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { certFile, keyFile } = makeAuthority(folder, 'authority').issue('server');
    const listeners = [{ name: 'web', serves: ['api', 'metrics', 'health'], tls: { cert_file: certFile, key_file: keyFile } }];
    const server = await startWatched(onTestFinished, undefined, {
      listeners: JSON.stringify(listeners),
      'hep-tls-cert-file': certFile,
      'hep-tls-key-file': keyFile,
      'hep-tls-port': '0',
    });
    const { address: web } = server.listener('web');
    const { address: hep } = server.listener('hep', 'tls');
    const half = await during(server, async () => {
      const sockets: OpenSockets[] = [];
      for (const address of [web, hep]) {
        const half = await openSockets(`http://${address}`, 250, HALF_HELLO);
        const silent = await openSockets(`http://${address}`, 250);
        sockets.push(half, silent);
      }
      onTestFinished(() => {
        for (const one of sockets) one.close();
      });
      expect(processState(server.pid).openFiles).toBeLessThan(server.before.openFiles + 2 * MOST_CONNECTIONS + MORE_FILES);
      await until(() => sockets.every((one) => one.held() === 0));
      return sockets;
    });
    expect(half.length).toBe(4);
    const failures = async (listener: string): Promise<number> => {
      const counted = await Promise.all(
        ['timeout', 'closed'].map(async (reason) =>
          sample(server, `ringscope_tls_handshake_failures_total{listener="${listener}",reason="${reason}"}`),
        ),
      );
      return counted.reduce((sum, one) => sum + one, 0);
    };
    for (const listener of ['web', 'hep']) await until(async () => (await failures(listener)) === 500);
    await expectUnharmed(server);
  });
});
