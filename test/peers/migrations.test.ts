import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing, documentedNames, postedOf, unseen, type Posted } from '../systems/migrated-server.ts';
import { moved, parseExposition, type Samples } from './exposition.ts';
import { freePort } from './free-ports.ts';
import { startLab, type Lab } from './lab.ts';
import { measure, type Measurement, type Traffic } from './measure.ts';
import { requires } from './requires.ts';
import { waitUntil } from './wait-until.ts';

const CALLS = 4;
const HOUR = 3600;
/** Of each system the sources that it is about. */
const SOURCES = { rustpbx: ['hep', 'pbx'], voiceserver: ['hep', 'voice'], cardlink: ['rig'] } as const;
type System = keyof typeof SOURCES;
const SYSTEMS = ['rustpbx', 'voiceserver', 'cardlink'] as const satisfies readonly System[];

requires('kamailio', 'sipp')('A migrated program beside a real Kamailio', () => {
  let lab: Lab;
  const ports = new Map<System, number>();
  const get = async (system: System, path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${String(ports.get(system))}${path}`, { signal: AbortSignal.timeout(60_000) });
  const scrape = async (system: System): Promise<Samples> => parseExposition(await (await get(system, '/metrics')).text());
  /** The values by the text of their series. */
  const values = async (system: System): Promise<ReadonlyMap<string, string>> =>
    new Map([...(await scrape(system))].map(([series, { value }]) => [series.replace(/\{\}$/, ''), String(value)]));
  const post = async (events: readonly object[]): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${lab.ringscope.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    expect(answer.status).toBe(200);
  };
  const run = (traffic: Omit<Traffic, 'calls'>) => measure(lab, { calls: CALLS, ...traffic });
  const answered = (prefix: string, milliseconds: string): Promise<Measurement> =>
    run({
      prefix,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', milliseconds] },
      agents: [{ scenario: 'uas-answers', port: lab.kamailio.answeringPort, words: { ring: '100', linger: '100' } }],
    });
  const refused = (prefix: string): Promise<Measurement> =>
    run({
      prefix,
      service: 'refuse1',
      caller: { scenario: 'uac-refused', words: { code: '486' } },
      agents: [{ scenario: 'uas-refuses', port: lab.kamailio.refusingPort, words: { code: '486' } }],
    });
  const overloaded = (prefix: string): Promise<Measurement> =>
    run({ prefix, service: 'over1', caller: { scenario: 'uac-refused', words: { code: '503' } } });
  const register = (user: string, password: string, code: string, expires: string): Promise<Measurement> =>
    measure(lab, {
      prefix: `reg-${user}-${expires}`,
      calls: 1,
      records: 0,
      service: user,
      caller: {
        scenario: 'uac-register',
        words: { user, password, code, expires },
        args: ['-key', 'contact_user', user, '-key', 'contact_port', String(lab.kamailio.answeringPort)],
      },
    });
  /** Posts what the scenarios of a system post, by ids of its own, and waits until every series has its value. */
  const expectPosted = async (
    system: System,
    parts: readonly Posted[],
    isWanted: (series: string) => boolean = () => true,
  ): Promise<void> => {
    for (const { events } of parts)
      await post(events.map((event) => ('callId' in event ? { ...event, callId: `${system}-${String(event.callId)}` } : event)));
    const expected = parts.flatMap((part) => part.expected).filter(({ series }) => isWanted(series));
    expect(await differing(() => values(system), expected)).toEqual([]);
  };

  beforeAll(async () => {
    for (const system of SYSTEMS) ports.set(system, await freePort());
    const presets = SYSTEMS.map((name) => ({ name, sources: SOURCES[name], listen: { port: ports.get(name) } }));
    lab = await startLab({ flags: ['--presets', JSON.stringify(presets)] });
  });
  afterAll(() => lab?.stop());

  test('has every documented metric that it posts by value', async () => {
    const startAt = Math.floor(Date.now() / 1000) - HOUR;
    const pbx = ['rustpbx', 'rustpbx-services', 'rustpbx-contact-centre'];
    await expectPosted(
      'rustpbx',
      pbx.map((name, index) => postedOf(name, 'pbx', startAt + index * 600)),
    );
    // What is active follows from the calls that are open, and the last figures from the time of the post.
    await expectPosted(
      'voiceserver',
      [postedOf('voiceserver', 'voice', startAt)],
      (series) => !/^voiceserver_(?:active_calls|scrape_timestamp)/.test(series),
    );
  });

  describe('of RustPBX', () => {
    test('has every documented metric of SIP by what SIPp counted', async () => {
      const before = await scrape('rustpbx');
      const measured = [await answered('pbx-ok', '300'), await refused('pbx-busy'), await overloaded('pbx-503')];
      await register('anna', 'secret', '200', '600');
      await register('anna', 'secret', '200', '0');
      await register('bert', 'wrong', '403', '600');
      const [ok, busy] = measured;
      const of = (after: Samples, metric: string, ...by: readonly string[]) => moved(before, after, `rustpbx_${metric}`, ...by);
      const sip = (after: Samples) => ({
        calls: of(after, 'calls_total', 'direction', 'result'),
        durations: of(after, 'call_duration_seconds_count'),
        talks: of(after, 'call_talk_time_seconds_count'),
        latencies: of(after, 'sip_invite_latency_seconds_count'),
        dialogs: { ...of(after, 'sip_dialogs_created_total', 'direction'), ...of(after, 'sip_dialogs_terminated_total', 'reason') },
        busy: of(after, 'sip_responses_total', 'status_code', 'method')['486 INVITE'],
        registered: of(after, 'sip_registrations_succeeded_total'),
        unregistered: of(after, 'sip_unregistrations_total'),
        refused: of(after, 'sip_registrations_failed_total', 'reason'),
      });
      const wanted = {
        calls: { 'inbound ok': ok?.caller.sent['BYE'], 'inbound rejected': busy?.caller.received['486'], 'inbound failed': CALLS },
        durations: { '': 3 * CALLS },
        talks: { '': CALLS },
        latencies: { '': CALLS },
        dialogs: { inbound: CALLS, bye: CALLS },
        busy: busy?.caller.received['486'],
        registered: { '': 1 },
        unregistered: { '': 1 },
        refused: { forbidden: 1 },
      };
      await expect.poll(async () => sip(await scrape('rustpbx')), { timeout: 90_000 }).toEqual(wanted);
      const documented = documentedNames('rustpbx').filter((name) => name.startsWith('rustpbx_'));
      expect(unseen(await values('rustpbx'), documented)).toEqual([]);
    });

    test('answers /healthz with the calls that are not over, also while they talk', async () => {
      const health = async () => (await get('rustpbx', '/healthz')).json() as Promise<{ readonly active_calls: number }>;
      const idle = (await health()).active_calls;
      const talking = answered('pbx-health', '6000');
      const { status, said } = await waitUntil('four calls are active', 90, async () => {
        const answer = await get('rustpbx', '/healthz');
        const body = (await answer.json()) as { readonly active_calls: number };
        return body.active_calls === idle + CALLS ? { status: answer.status, said: body } : undefined;
      });
      expect(status).toBe(200);
      expect(said).toEqual({
        status: 'ok',
        version: '0.5.0',
        uptime_seconds: expect.any(Number),
        active_calls: idle + CALLS,
      });
      await talking;
      await waitUntil('they are over', 90, async () => ((await health()).active_calls === idle ? true : undefined));
    });
  });

  describe('of VoiceServer', () => {
    test('has every documented metric of SIP by what SIPp counted', async () => {
      const before = await scrape('voiceserver');
      const ok = await answered('vs-ok', '300');
      const busy = await refused('vs-busy');
      const over = await overloaded('vs-503');
      const told = async () => {
        const after = await scrape('voiceserver');
        const of = (metric: string, ...by: readonly string[]) => moved(before, after, metric, ...by);
        return {
          calls: of('voiceserver_calls_total', 'transport', 'status'),
          results: of('sip_invite_result_total', 'class'),
          byes: of('sip_bye_total', 'by', 'reason_class'),
          timeouts: of('sip_transaction_timeout_total', 'method'),
        };
      };
      await expect.poll(told, { timeout: 90_000 }).toEqual({
        calls: {
          'sip ok': ok.caller.sent['BYE'],
          'sip error': busy.caller.received['486'],
          'sip signaling-error': over.caller.received['503'],
        },
        results: { '2xx': CALLS, '4xx': busy.caller.received['486'], '5xx': over.caller.received['503'] },
        byes: { 'remote normal': ok.caller.sent['BYE'] },
        timeouts: {},
      });
    });
  });

  describe('of CardLink', () => {
    test('answers its health routes: unknown until its program told something, then healthy, and live at all times', async () => {
      const status = async (path: string) => (await get('cardlink', path)).status;
      expect([await status('/live'), await status('/health')]).toEqual([200, 503]);
      await post([{ type: 'ota.started', source: 'rig', sessionId: 'one', kind: 'admin', protocol: 'psk-tls' }]);
      const checks = async () =>
        ((await (await get('cardlink', '/health')).json()) as { readonly checks: Readonly<Record<string, object>> }).checks;
      await waitUntil('it is healthy', 90, async () => ((await status('/health')) === 200 ? true : undefined));
      for (const path of ['/health', '/healthz', '/ready', '/readyz', '/live', '/livez'])
        expect([path, await status(path)]).toEqual([path, 200]);
      expect((await checks())['program_rig']).toMatchObject({ status: 'healthy', message: 'It has told of itself.' });
    });
  });
});
