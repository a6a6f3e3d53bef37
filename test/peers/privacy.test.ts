import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moved, type Samples } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { requires } from './requires.ts';
import { runCommand, settledCalls } from './ringscope.ts';
import { filesBelow, makeSentinel, sentinelsIn, sentinelsInFiles, WRITINGS, written, type Writing } from './sentinels.ts';
import { placeCalls, startAgent } from './sipp.ts';
import { waitUntil } from './wait-until.ts';

const SCENARIOS = ['uac-private', 'uac-private-message', 'uac-private-register', 'uas-private'] as const;
/** Words of the scenarios that are no private place. */
const NO_PLACE = new Set(['agent-port']);
const MAC_ADDRESS = '00:1b:63:84:45:e6';
const NOTHING: Samples = new Map();

/** The private places that the scenarios name: the words between @ signs. */
const PLACES = [
  ...new Set(
    SCENARIOS.flatMap((name) => {
      const text = readFileSync(new URL(`scenarios/${name}.xml`, import.meta.url), 'utf8');
      return [...text.matchAll(/@(?<word>[a-z-]+)@/g)].map(({ groups }) => groups?.['word'] ?? '');
    }),
  ),
].filter((word) => !NO_PLACE.has(word));

requires('kamailio', 'sipp')('What is private in SIP', () => {
  let lab: Lab;
  /** The Call-IDs of the calls as they were on the wire. */
  const rawCallIds: string[] = [];
  const sentinels = new Map<string, string>([['MAC address', MAC_ADDRESS]]);

  /** A call with everything in it, a message and a refused registration, with other sentinels in each place. */
  async function send(writing: Writing): Promise<void> {
    const words: Record<string, string> = { 'agent-port': String(lab.kamailio.answeringPort) };
    for (const place of PLACES) {
      const sentinel = makeSentinel(writing);
      sentinels.set(`${place}, ${writing}`, sentinel);
      words[place] = written(sentinel, writing);
    }
    const agent = await startAgent({ scenario: 'uas-private', port: lab.kamailio.answeringPort, words, folder: lab.folder });
    for (const scenario of ['uac-private', 'uac-private-message', 'uac-private-register']) {
      const prefix = `${scenario}-${writing}-${words['from-user'] ?? ''}-${MAC_ADDRESS}`;
      if (scenario === 'uac-private') rawCallIds.push(`${prefix}-1@calls.invalid`);
      await placeCalls({ scenario, words, folder: lab.folder, proxyPort: lab.kamailio.port, prefix, service: 'unused', calls: 1 });
    }
    expect(await agent.finish()).toMatchObject({ successful: 1, failed: 0 });
  }

  beforeAll(async () => {
    lab = await startLab();
    for (const writing of WRITINGS) await send(writing);
    // Their Call-IDs hold the caller, so none is shown as it was on the wire.
    await settledCalls(lab.ringscope, '', WRITINGS.length);
    await waitUntil('settled registrations', 90, async () => {
      const outcomes = moved(NOTHING, await lab.ringscope.samples(), 'telephony_registrations_total', 'outcome');
      return outcomes['rejected'] === WRITINGS.length ? true : undefined;
    });
  });
  afterAll(() => lab?.stop());

  test('the scan finds every sentinel where it was planted', () => {
    const planted = filesBelow(lab.folder).filter((path) => path.endsWith('scenario.xml'));
    const found = new Set(planted.flatMap((path) => sentinelsIn(readFileSync(path), sentinels)));
    expect([...sentinels.keys()].filter((place) => !found.has(place))).toEqual(['MAC address']);
    expect(PLACES.length).toBeGreaterThan(40);
  });

  test('every message that carries one was read', async () => {
    const requests = async () => moved(NOTHING, await lab.ringscope.samples(), 'telephony_sip_requests_total', 'method');
    await expect.poll(requests, { timeout: 90_000 }).toMatchObject({ INVITE: 8, INFO: 8, REFER: 8, BYE: 8, MESSAGE: 4, REGISTER: 4 });
    const samples = await lab.ringscope.samples();
    expect(moved(NOTHING, samples, 'ringscope_source_rejects_total', 'reason')).toEqual({});
    expect(await lab.ringscope.calls()).toHaveLength(WRITINGS.length);
    expect(await lab.ringscope.calls('uac-private-')).toEqual([]);
  });

  test('no metric, probe or answer of the API holds one', async () => {
    const { ringscope } = lab;
    const calls = await ringscope.calls();
    const paths = ['/metrics', '/livez', '/readyz', '/healthz', '/api/v1/calls', ...calls.map((call) => `/api/v1/calls/${call.id}`)];
    for (const path of paths) {
      const body = await ringscope.text(path);
      expect(body, path).not.toContain('urn:ringscope:error');
      expect(sentinelsIn(Buffer.from(body), sentinels), path).toEqual([]);
    }
    const openMetrics = await ringscope.text('/metrics', 'application/openmetrics-text;version=1.0.0');
    expect(sentinelsIn(Buffer.from(openMetrics), sentinels)).toEqual([]);
  });

  test('a Call-ID as it was on the wire finds its call, and the answer does not hold it', async () => {
    const { ringscope } = lab;
    const shown = await ringscope.calls();
    for (const callId of rawCallIds) {
      const body = await ringscope.text(`/api/v1/calls/${encodeURIComponent(callId)}`);
      expect(shown.filter((call) => body.includes(`"id":"${call.id}"`))).toHaveLength(1);
      expect(sentinelsIn(Buffer.from(body), sentinels)).toEqual([]);
    }
  });

  test('no output of the command line holds one', async () => {
    const { ringscope } = lab;
    const calls = await ringscope.calls();
    const commands = [['calls'], ['calls', '--json'], ['status'], ...calls.map((call) => ['call', call.id, '--ladder'])];
    const shownBy: Readonly<Record<string, string>> = { status: ringscope.url, calls: calls[0]?.callId ?? '', call: '127.0.0.1' };
    for (const args of commands) {
      const output = await runCommand([...args, '--url', ringscope.url], lab.folder);
      expect(output, args.join(' ')).toContain(shownBy[args[0] ?? '']);
      expect(sentinelsIn(Buffer.from(output), sentinels), args.join(' ')).toEqual([]);
    }
  });

  test('no file of the data folder and no line of the log holds one, while it runs and after it has stopped', async () => {
    const data = join(lab.folder, 'data');
    // What may be kept is found in the same bytes, so the scan reads what was stored.
    await expect.poll(() => sentinelsInFiles(data, new Map([['address', '127.0.0.1']])), { timeout: 90_000 }).not.toEqual([]);
    expect(sentinelsInFiles(data, sentinels)).toEqual([]);
    await lab.ringscope.program.stop();
    expect(sentinelsInFiles(data, sentinels)).toEqual([]);
    const log = lab.ringscope.program.output();
    expect(log.length).toBeGreaterThan(0);
    expect(sentinelsIn(Buffer.from(log), sentinels)).toEqual([]);
  });
});
