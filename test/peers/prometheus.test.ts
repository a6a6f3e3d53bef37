import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moved } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { measure } from './measure.ts';
import { commandOf, requires } from './requires.ts';
import { startPrometheus, type Prometheus } from './start-prometheus.ts';
import { waitUntil } from './wait-until.ts';

const TEXT_FORMAT = 'text/plain;version=0.0.4';
/** A scrape that a busy machine does not answer within its second leaves nothing to see until the next one. */
const SCRAPED = { timeout: 90_000 } as const;

/** Passes scrapes on as those of a Prometheus that knows only the text format. */
async function startTextOnlyProxy(target: string): Promise<{ server: Server; port: number }> {
  const server = createServer((_request, response) => {
    void fetch(`${target}/metrics`, { headers: { accept: TEXT_FORMAT } }).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(await answer.text());
      },
      () => response.writeHead(502).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return { server, port: address.port };
}

requires(
  'kamailio',
  'sipp',
  'prometheus',
  'promtool',
)('A real Prometheus', () => {
  let lab: Lab;
  let prometheus: Prometheus;
  let proxy: Server;

  beforeAll(async () => {
    lab = await startLab();
    await measure(lab, {
      prefix: 'calls',
      calls: 4,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', '100'] },
      agents: [{ scenario: 'uas-answers', port: lab.kamailio.answeringPort, words: { ring: '100', linger: '100' } }],
    });
    const textOnly = await startTextOnlyProxy(lab.ringscope.url);
    proxy = textOnly.server;
    prometheus = await startPrometheus({ folder: lab.folder, jobs: { negotiated: lab.ringscope.httpPort, text: textOnly.port } });
  });
  afterAll(async () => {
    await prometheus?.program.stop();
    proxy?.close();
    await lab?.stop();
  });

  test('it scrapes ringscope in both formats and reads the numbers that ringscope counted', async () => {
    await prometheus.whenUp();
    await expect.poll(async () => prometheus.query('up'), SCRAPED).toEqual({ negotiated: 1, text: 1 });
    const own = moved(new Map(), await lab.ringscope.samples(), 'telephony_calls_total', 'outcome');
    expect(own).toEqual({ answered: 4 });
    await expect.poll(async () => prometheus.query('sum by (job) (telephony_calls_total)'), SCRAPED).toEqual({ negotiated: 4, text: 4 });
    const setups = 'sum by (job) (telephony_call_setup_seconds_count)';
    await expect.poll(async () => prometheus.query(setups), SCRAPED).toEqual({ negotiated: 4, text: 4 });
  });

  test('every ratio of the call model comes out of its expression', async () => {
    const page = readFileSync(new URL('../../docs/call-model.md', import.meta.url), 'utf8');
    const block = /```promql\n(?<lines>[^`]*)```/.exec(page)?.groups?.['lines'] ?? '';
    const expressions = [...block.matchAll(/^# (?<name>\w+)\n(?<expression>.+)$/gm)];
    const ratios = async (): Promise<Readonly<Record<string, number>>> => {
      const found: Record<string, number> = {};
      for (const { groups } of expressions) {
        const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(groups?.['expression'] ?? '')}`);
        found[groups?.['name'] ?? ''] = Number(/\[[^,\]]*,"(?<value>[^"]*)"\]/.exec(await answer.text())?.groups?.['value']);
      }
      return found;
    };
    const wanted = { SER: 1, SEER: 1, ISA: 0, SCR: 1, redirectRatio: 0, ASR: 1, NER: 1, ACD: expect.any(Number) };
    await expect.poll(ratios, SCRAPED).toEqual(wanted);
    const talkSeconds = await waitUntil('the talk time', 90, async () => (await ratios())['ACD'] || undefined);
    expect(talkSeconds).toBeGreaterThan(0.05);
    expect(talkSeconds).toBeLessThan(5);
  });

  test('OpenMetrics is what it negotiates', async () => {
    const answer = await fetch(`${lab.ringscope.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5' },
    });
    expect(answer.headers.get('content-type')).toContain('application/openmetrics-text');
    expect((await answer.text()).endsWith('# EOF\n')).toBe(true);
  });

  test('promtool finds nothing to criticise', async () => {
    const input = await lab.ringscope.text('/metrics', TEXT_FORMAT);
    const { status, stdout, stderr } = spawnSync(commandOf('promtool'), ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
