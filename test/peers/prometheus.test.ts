import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moved } from './exposition.ts';
import { freePort } from './free-ports.ts';
import { startLab, type Lab } from './lab.ts';
import { measure } from './measure.ts';
import { startProgram, tailOf, type Program } from './program.ts';
import { requires } from './requires.ts';
import { waitUntil } from './wait-until.ts';

const TEXT_FORMAT = 'text/plain;version=0.0.4';

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
  let prometheus: Program;
  let proxy: Server;
  let url: string;

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
    const job = (name: string, port: number): string =>
      `  - job_name: ${name}\n    static_configs: [{ targets: ["127.0.0.1:${String(port)}"] }]\n`;
    const config = join(lab.folder, 'prometheus.yml');
    writeFileSync(
      config,
      `global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n${job('negotiated', lab.ringscope.httpPort)}${job('text', textOnly.port)}`,
    );
    const port = await freePort();
    url = `http://127.0.0.1:${String(port)}`;
    prometheus = startProgram(
      'prometheus',
      'prometheus',
      [`--config.file=${config}`, `--storage.tsdb.path=${join(lab.folder, 'tsdb')}`, `--web.listen-address=127.0.0.1:${String(port)}`],
      lab.folder,
    );
  });
  afterAll(async () => {
    await prometheus?.stop();
    proxy?.close();
    await lab?.stop();
  });

  /** The value of a PromQL expression per job. Empty while there is none. */
  async function query(expression: string): Promise<Readonly<Record<string, number>>> {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const body = await answer.text();
    const rows = [...body.matchAll(/"job":"(?<job>\w+)"[^[]*\[[^,]*,"(?<value>[^"]*)"\]/g)];
    return Object.fromEntries(rows.map(({ groups }) => [groups?.['job'] ?? '', Number(groups?.['value'])]));
  }

  test('it scrapes ringscope in both formats and reads the numbers that ringscope counted', async () => {
    const up = await waitUntil(
      'both targets are up',
      15,
      async () => {
        const values = await query('up');
        return values['negotiated'] === 1 && values['text'] === 1 ? values : undefined;
      },
      () => tailOf(prometheus),
    );
    expect(up).toEqual({ negotiated: 1, text: 1 });
    const own = moved(new Map(), await lab.ringscope.samples(), 'telephony_calls_total', 'outcome');
    expect(own).toEqual({ answered: 4 });
    expect(await query('sum by (job) (telephony_calls_total)')).toEqual({ negotiated: 4, text: 4 });
    expect(await query('sum by (job) (telephony_call_setup_seconds_count)')).toEqual({ negotiated: 4, text: 4 });
  });

  test('every ratio of the call model comes out of its expression', async () => {
    const page = readFileSync(new URL('../../docs/call-model.md', import.meta.url), 'utf8');
    const block = /```promql\n(?<lines>[^`]*)```/.exec(page)?.groups?.['lines'] ?? '';
    const expressions = [...block.matchAll(/^# (?<name>\w+)\n(?<expression>.+)$/gm)];
    const ratios: Record<string, number> = {};
    for (const { groups } of expressions) {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(groups?.['expression'] ?? '')}`);
      ratios[groups?.['name'] ?? ''] = Number(/\[[^,\]]*,"(?<value>[^"]*)"\]/.exec(await answer.text())?.groups?.['value']);
    }
    const { ACD: talkSeconds, ...others } = ratios;
    expect(others).toEqual({ SER: 1, SEER: 1, ISA: 0, SCR: 1, ASR: 1, NER: 1 });
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
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
