import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { until } from './watched-server.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const CALLS = 500;

test('who does not read the log holds up nothing: lines are lost, told of and counted, and the server ends when it is asked to', async ({
  expect,
  onTestFinished,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-log-reader-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pipe = join(folder, 'log');
  execFileSync('mkfifo', [pipe]);
  const [reader, writer] = [openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK), openSync(pipe, constants.O_WRONLY)];
  onTestFinished(() => closeSync(reader));
  const flags = ['--http-port=0', '--hep-port=0', `--store=${join(folder, 'data')}`, '--log-level=debug'];
  const child = spawn(process.execPath, [CLI, 'serve', ...flags], { stdio: ['ignore', 'ignore', writer] });
  onTestFinished(() => void child.kill('SIGKILL'));
  closeSync(writer);
  const ended = once(child, 'exit');
  let text = '';
  const read = (): void => {
    const bytes = Buffer.alloc(64 * 1024);
    try {
      for (let length = -1; length !== 0; text += bytes.toString('utf8', 0, length)) length = readSync(reader, bytes);
    } catch {
      // Nothing is there yet.
    }
  };
  await until(() => {
    read();
    return text.includes('ringscope serves.');
  });
  const url = `http://${/"address":"(127\.0\.0\.1:\d+)","endpoints"/.exec(text)?.[1] ?? ''}`;
  const lost = async (): Promise<number> =>
    Number(
      /^ringscope_dropped_total\{stage="log",reason="queue_full"\} (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0,
    );
  const say = async (round: number): Promise<void> => {
    const events = Array.from({ length: CALLS }, (_, call) => ({
      type: 'call.report',
      callId: `told-${round}-${call}`,
      source: 'bot',
      state: 'ended',
      direction: 'inbound',
    }));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    expect(answer.status).toBe(200);
  };
  for (let round = 0; (await lost()) === 0; round += 1) await say(round);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  await until(() => {
    read();
    return /"lostLines":[1-9]\d*,"message":"\d+ lines of the log were lost/.test(text);
  });
  expect(
    text
      .split('\n')
      .slice(0, -1)
      .every((line) => line.startsWith('{') && line.endsWith('}')),
  ).toBe(true);
  const before = await lost();
  for (let round = 100; (await lost()) === before; round += 1) await say(round);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
