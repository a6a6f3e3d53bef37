import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './free-ports.ts';
import { startKamailio, type Kamailio } from './kamailio.ts';
import { makeFolder } from './lab.ts';
import { readmeKamailioLines } from './readme-lines.ts';
import { requires } from './requires.ts';
import { runCommand, settledCalls, startRingscope, type Ringscope } from './ringscope.ts';
import { placeCalls, startAgent, type Agent } from './sipp.ts';

/** What the built command writes as data. */
async function written(args: readonly string[], folder: string): Promise<string> {
  const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk) => void (text += String(chunk)));
  await once(child, 'close');
  return text;
}

requires('kamailio', 'sipp')('A Kamailio with the lines of init, and a key', () => {
  let folder: string;
  let ringscope: Ringscope;
  let kamailio: Kamailio;
  let agent: Agent;
  let config: string;

  beforeAll(async () => {
    folder = makeFolder();
    const hepPort = await freePort();
    const keyFile = join(folder, 'hep.key');
    writeFileSync(keyFile, 'a-key-of-the-lab\n');
    config = join(folder, 'init.yml');
    writeFileSync(config, `hep:\n  port: ${hepPort}\n  key_file: ${keyFile}\n`);
    ringscope = await startRingscope({ folder, hepPort, flags: ['--hep-key-file', keyFile] });
    kamailio = await startKamailio(folder, await written(['init', 'kamailio', '--config', config, '--show-key'], folder));
    agent = await startAgent({ scenario: 'uas-answers', port: kamailio.answeringPort, words: { ring: '50', linger: '100' }, folder });
  });
  afterAll(async () => {
    await agent?.program.stop();
    await kamailio?.program.stop();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('its calls arrive', async () => {
    await placeCalls({
      scenario: 'uac-answered',
      args: ['-d', '100'],
      folder,
      proxyPort: kamailio.port,
      prefix: 'init',
      service: 'ok1',
      calls: 3,
    });
    const calls = await settledCalls(ringscope, 'init-', 3);
    expect(calls.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
  });

  test('a test call arrives with the key of the settings', async () => {
    const said = await runCommand(['send', 'sip', '--config', config, '--url', ringscope.url], folder);
    expect(said).toContain('has arrived');
  });

  test('without a key they are the lines of the README', async () => {
    const lines = await written(['init', 'kamailio'], folder);
    expect(readmeKamailioLines(9060, 3)).toBe(lines);
  });
});
