import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testFolder } from '../../../src/testing/start-server.ts';
import { commandOf, requires } from '../../peers/requires.ts';
import { runCommand } from '../../run-command.ts';
import { spawnServer, type SpawnedServer } from '../../server/spawn-server.ts';

/** A program of voice-skill, which is Python, tells its calls to a server; each route, metric and verb is compared with its document. */

const SCRIPT = fileURLToPath(new URL('calls.py', import.meta.url));
/** Neither the zone of this machine nor a whole number of hours from UTC. */
const ZONE = 'Asia/Kathmandu';
const NUMBERS = { caller_number: null, callee_number: '+1***5517' };
const ends: (() => Promise<void> | void)[] = [];
let server: SpawnedServer;
let startedAt = 0;
let told: unknown;

async function runScript(url: string): Promise<unknown> {
  const child = spawn(commandOf('python3'), [SCRIPT, url], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], TZ: ZONE },
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => void (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => void (texts.err += String(chunk)));
  const [code] = await once(child, 'close');
  expect(code, texts.err).toBe(0);
  return JSON.parse(texts.out);
}

async function json(path: string): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`);
  return response.json();
}

const verb = async (...argv: readonly string[]) => runCommand(['voice-skill', ...argv, '--url', server.url]);

async function printed(...argv: readonly string[]): Promise<unknown> {
  const { code, out, err } = await verb(...argv);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

/** A value within 1 % of one that occurred, as all quantiles are. */
const near = (value: number): unknown => expect.closeTo(value, value < 100 ? 0 : -1);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

requires('python3')('voice-skill', () => {
  beforeAll(async () => {
    const path = join(testFolder(ends), 'data');
    server = await spawnServer({
      store: path,
      presets: JSON.stringify([{ name: 'voice-skill', time_zone: ZONE }]),
      'calls-settle-seconds': '0.2',
    });
    startedAt = Date.now() / 1000;
    told = await runScript(server.url);
    // Calls are counted once they have settled.
    const settled = async (): Promise<boolean> => {
      const { calls } = (await (await fetch(`${server.url}/api/v1/calls?limit=100`)).json()) as {
        calls: readonly { state: string; isProvisional: boolean }[];
      };
      return calls.length === 13 && calls.every(({ state, isProvisional }) => state !== 'ended' || !isProvisional);
    };
    await vi.waitFor(async () => expect(await settled()).toBe(true), { timeout: 90_000 });
  });
  afterAll(async () => {
    await server.kill('SIGTERM');
    for (const end of ends.splice(0).toReversed()) await end();
  });

  test('every event is answered as the session bridge does', () => {
    const call = (transcripts: number): readonly unknown[] => [
      'session_mapped',
      ...Array.from({ length: transcripts }, () => 'transcript_stored'),
      201,
      'session_synced',
    ];
    const failed = ['session_mapped', 'session_synced'];
    expect(told).toEqual([
      ...[2, 2, 2, 0, 0, 0].flatMap(call),
      201,
      201,
      ...[failed, failed, failed, failed, failed].flat(),
      'session_mapped',
      'session_mapped',
    ]);
  });

  test('the dashboard has each field with its value, in the order of the document', async () => {
    const dashboard = (await json('/metrics/dashboard')) as { timeseries: { hourly: readonly { total: number }[] } };
    expect(dashboard).toEqual({
      generated_at: TIME,
      period: { start: TIME, end: TIME },
      summary: {
        total_calls: 13,
        total_calls_delta: null,
        success_rate: 54.5,
        success_rate_delta: null,
        avg_duration: 35,
        avg_duration_delta: null,
        active_now: 2,
      },
      breakdown: {
        by_status: { completed: 6, failed: 3, timeout: 1, cancelled: 1, unknown: 0, active: 2 },
        by_type: { inbound: 4, outbound: 9 },
        failure_reasons: { network_error: 1, user_hangup: 1, timeout: 2 },
      },
      duration: { avg: 35, min: 10, max: 60, p50: near(30), p95: near(50), p99: near(50), total_seconds: 210 },
      transcript: { calls_with_transcript: 3, transcript_rate: 27.3 },
      timeseries: { hourly: expect.any(Array) },
      latency: {
        speech_end_to_first_audio_ms: { count: 6, avg: 650, min: 400, max: 900, p50: near(600), p95: near(800), p99: near(800) },
        tool_call_duration_ms: { count: 1, avg: 250.5, min: 250.5, max: 250.5, p50: near(250.5), p95: near(250.5), p99: near(250.5) },
        session_duration_ms: { count: 1, avg: 10_000, min: 10_000, max: 10_000, p50: near(10_000), p95: near(10_000), p99: near(10_000) },
      },
    });
    expect(Object.keys(dashboard)).toEqual([
      'generated_at',
      'period',
      'summary',
      'breakdown',
      'duration',
      'transcript',
      'timeseries',
      'latency',
    ]);
    expect(dashboard.timeseries.hourly.reduce((sum, { total }) => sum + total, 0)).toBe(13);
    expect(await printed('dashboard')).toMatchObject({ summary: { total_calls: 13 }, breakdown: { by_type: { inbound: 4, outbound: 9 } } });
  });

  test('health is degraded below a success of 80 %, and the command line exits with 0 as the program does', async () => {
    const health = {
      status: 'degraded',
      timestamp: TIME,
      indicators: { calls_last_hour: 12, success_rate: 60, active_calls: 2, avg_duration: 35 },
      warnings: ['Low success rate: 60%'],
    };
    const response = await fetch(`${server.url}/metrics/health`);
    // The call of an hour began more than an hour ago.
    expect([response.status, await response.json()]).toEqual([503, health]);
    expect(await printed('health')).toEqual(health);
  });

  test('failures have their reasons, newest first by their begin', async () => {
    const row = { call_type: 'outbound', ...NUMBERS, started_at: TIME, ended_at: TIME, has_transcript: false, has_audio: false };
    const body = (await json('/metrics/failures')) as { failures: readonly { started_at: string }[]; count: number };
    expect(body).toEqual({
      count: 4,
      failures: [
        {
          ...row,
          call_id: 'CB1',
          status: 'failed',
          failure_reason: 'user_hangup',
          duration_seconds: expect.closeTo(0, 0),
          metadata: { status: 'busy' },
        },
        {
          ...row,
          call_id: 'CB2',
          status: 'failed',
          failure_reason: 'timeout',
          duration_seconds: 20,
          metadata: { status: 'no-answer', duration: '20' },
        },
        {
          ...row,
          call_id: 'CB0',
          status: 'failed',
          failure_reason: 'network_error',
          duration_seconds: 30,
          metadata: { status: 'failed', duration: 30, error: 'network_error' },
        },
        {
          ...row,
          call_id: 'CB3',
          status: 'timeout',
          failure_reason: 'timeout',
          duration_seconds: 3600,
          metadata: { status: 'timeout', duration: 3600 },
        },
      ],
    });
    expect(await printed('failures')).toEqual(body.failures);
    expect(await printed('failures', '--limit', '1')).toHaveLength(1);
    const [newest] = body.failures;
    // Its clock is that of Nepal, and its times have no zone.
    expect(Math.abs(Date.parse(newest?.started_at ?? '') / 1000 - startedAt)).toBeLessThan(60);
  });

  test('hours and days have every call, also those that are active', async () => {
    for (const [name, count] of [
      ['hourly', 'hours'],
      ['daily', 'days'],
    ] as const) {
      const body = (await json(`/metrics/${name}?${count}=3`)) as { timeseries: readonly Record<string, number>[] };
      expect(body).toMatchObject({ [count]: 3, timeseries: { length: 3 } });
      const sum = (field: string): number => body.timeseries.reduce((all, one) => all + (one[field] ?? 0), 0);
      expect([sum('total'), sum('completed'), sum('failed')]).toEqual([13, 6, 4]);
      expect(await printed(name, `--${count}`, '3')).toEqual(body.timeseries);
    }
  });

  test('latencies are those that were told, with the ids of the program', async () => {
    expect(await json('/metrics/latency?hours=2')).toMatchObject({
      period_hours: 2,
      speech_end_to_first_audio_ms: { count: 6, avg: 650, min: 400, max: 900 },
      tool_call_duration_ms: { count: 1, avg: 250.5 },
    });
    const stats = (await printed('latency')) as object;
    expect(stats).toMatchObject({
      period_start: TIME,
      speech_to_audio_count: 6,
      speech_to_audio_avg_ms: 650,
      tool_call_max_ms: 250.5,
      session_count: 1,
      session_min_ms: 10_000,
    });
    expect(Object.keys(stats)).toHaveLength(2 + 3 * 7);
    const tool = {
      id: expect.any(String),
      call_id: 'CA0',
      event_type: 'tool_call_duration',
      duration_ms: 250.5,
      timestamp: TIME,
      metadata: { tool: 'get_weather', city: '***' },
    };
    const filters = { call_id: 'CA0', event_type: 'tool_call_duration', limit: 100 };
    expect(await json('/metrics/latency/events?call_id=CA0&event_type=tool_call_duration')).toEqual({ events: [tool], count: 1, filters });
    expect(await printed('latency-events', '--call-id', 'CA0', '--event-type', 'tool_call_duration')).toEqual([tool]);
    expect(await printed('latency-events', '--limit', '2')).toMatchObject([
      { event_type: 'session_duration' },
      { event_type: 'tool_call_duration' },
    ]);
  });

  test('the metrics have the names, types, help texts and values of the document', async () => {
    const response = await fetch(`${server.url}/metrics/prometheus`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain;/);
    const text = await response.text();
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => !/quantile=/.test(line))).toEqual([
      '# HELP voice_calls_total Total number of calls',
      '# TYPE voice_calls_total counter',
      'voice_calls_total 13',
      '# HELP voice_calls_success_rate Call success rate percentage',
      '# TYPE voice_calls_success_rate gauge',
      expect.stringMatching(/^voice_calls_success_rate 54\.545/),
      '# HELP voice_calls_active Currently active calls',
      '# TYPE voice_calls_active gauge',
      'voice_calls_active 2',
      '# HELP voice_call_duration_seconds Call duration statistics',
      '# TYPE voice_call_duration_seconds summary',
      'voice_call_duration_seconds_sum 210',
      'voice_call_duration_seconds_count 6',
      '# HELP voice_calls_by_status Number of calls by status',
      '# TYPE voice_calls_by_status gauge',
      'voice_calls_by_status{status="completed"} 6',
      'voice_calls_by_status{status="failed"} 3',
      'voice_calls_by_status{status="timeout"} 1',
      'voice_calls_by_status{status="cancelled"} 1',
      'voice_calls_by_status{status="unknown"} 0',
      '# HELP voice_calls_by_type Number of calls by type',
      '# TYPE voice_calls_by_type gauge',
      'voice_calls_by_type{type="inbound"} 4',
      'voice_calls_by_type{type="outbound"} 9',
      '# HELP voice_transcript_rate Percentage of calls with transcripts',
      '# TYPE voice_transcript_rate gauge',
      expect.stringMatching(/^voice_transcript_rate 27\.272/),
      '# HELP voice_calls_with_transcript Calls with transcripts',
      '# TYPE voice_calls_with_transcript counter',
      'voice_calls_with_transcript 3',
      '# HELP voice_speech_to_audio_ms Time from user speech end to first AI audio',
      '# TYPE voice_speech_to_audio_ms summary',
      'voice_speech_to_audio_ms_sum 3900',
      'voice_speech_to_audio_ms_count 6',
      '# HELP voice_tool_call_duration_ms Duration of tool call execution',
      '# TYPE voice_tool_call_duration_ms summary',
      'voice_tool_call_duration_ms_sum 250.5',
      'voice_tool_call_duration_ms_count 1',
      '# HELP voice_session_duration_ms Total session/call duration',
      '# TYPE voice_session_duration_ms summary',
      'voice_session_duration_ms_sum 10000',
      'voice_session_duration_ms_count 1',
    ]);
    expect(lines.filter((line) => /quantile=/.test(line)).map((line) => line.split(' ')[0])).toEqual(
      ['voice_call_duration_seconds', 'voice_speech_to_audio_ms', 'voice_tool_call_duration_ms', 'voice_session_duration_ms'].flatMap(
        (name) => ['0.5', '0.95', '0.99'].map((quantile) => `${name}{quantile="${quantile}"}`),
      ),
    );
    expect(await verb('prometheus')).toEqual({ code: 0, out: text, err: '' });
  });

  test('the counts of the program, without rounding, are what metrics prints', async () => {
    expect(await printed('metrics')).toMatchObject({
      period_start: TIME,
      period_end: TIME,
      total_calls: 13,
      completed_calls: 6,
      failed_calls: 3,
      timeout_calls: 1,
      cancelled_calls: 1,
      active_calls: 2,
      inbound_calls: 4,
      outbound_calls: 9,
      total_duration: 210,
      avg_duration: 35,
      min_duration: 10,
      max_duration: 60,
      calls_with_transcript: 3,
      transcript_rate: expect.closeTo((3 / 11) * 100, 9),
      success_rate: expect.closeTo((6 / 11) * 100, 9),
      failure_reasons: { network_error: 1, user_hangup: 1, timeout: 2 },
    });
  });

  test('exports have every call and no word of what was said, and no number', async () => {
    const csv = await verb('export-csv', '--days', '2');
    const [head, ...rows] = csv.out.trimEnd().split('\r\n');
    expect(head).toBe('call_id,call_type,caller_number,callee_number,started_at,ended_at,duration_seconds,status,has_transcript,has_audio');
    expect(rows).toHaveLength(13);
    expect(rows.find((row) => row.startsWith('CA2,'))).toMatch(/^CA2,inbound,'\+1\*\*\*5517,,[^,]+Z,[^,]+Z,30,completed,1,0$/);
    const body = (await printed('export-json', '--days', '2')) as { calls: readonly { call_id: string }[] };
    expect(body).toMatchObject({ exported_at: TIME, period_days: 2, call_count: 13 });
    expect(new Set(body.calls.map(({ call_id: id }) => id))).toEqual(
      new Set(['CA0', 'CA1', 'CA2', 'CA3', 'CA4', 'CA5', 'CB0', 'CB1', 'CB2', 'CB3', 'CB4', 'CC0', 'CC1']),
    );
    expect(JSON.stringify(body) + csv.out).not.toMatch(/secret|4402915517|Bonn/);
  });

  test('a verb that there is none of, and options that cannot be, are wrong use', async () => {
    for (const argv of [
      ['export-xml'],
      ['hourly', '--hours', 'many'],
      ['daily', '--days', '0'],
      ['latency-events', '--event-type', 'walk'],
    ])
      expect(await verb(...argv), argv.join(' ')).toMatchObject({ code: 2, out: '' });
  });

  test('calls that are active for longer than the threshold are cleaned up, each with its begin and duration', async () => {
    await new Promise((resolve) => void setTimeout(resolve, 1100));
    const zombies = (await json('/zombie-calls?threshold=1')) as { zombies: readonly { call_id: string; started_at: string }[] };
    expect(zombies).toMatchObject({ count: 2, threshold: 1, zombies: [{ call_id: 'CC0' }, { call_id: 'CC1' }] });
    const response = await fetch(`${server.url}/cleanup-stale-calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"threshold":1}',
    });
    const cleaned = zombies.zombies.map(({ call_id: callId, started_at: begin }) => ({
      call_id: callId,
      call_type: callId === 'CC0' ? 'inbound' : 'outbound',
      started_at: begin,
      duration_seconds: expect.closeTo(Date.now() / 1000 - Date.parse(begin) / 1000, -2),
      status: 'timeout',
    }));
    expect(await response.json()).toEqual({
      success: true,
      cleaned_count: 2,
      cleaned_calls: expect.arrayContaining(cleaned),
      threshold_seconds: 1,
      cutoff_time: TIME,
      errors: [],
    });
    expect(await json('/metrics/dashboard')).toMatchObject({
      summary: { active_now: 0, total_calls: 13 },
      breakdown: { by_status: { timeout: 3 } },
    });
  });
});
