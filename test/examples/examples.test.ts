import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLES = readdirSync(join(ROOT, 'examples'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length));

/** Every number, message, identity and payload that an example hands over. */
const SECRETS =
  /4915112345678|4915187654321|4930123456|4930654321|hello|your code|balance|490154203237518|8949000000000000001|0020000108|A000000151|card-[12]|weather like|You said/;

/** What the page of each shows, once it has done what it does. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  pbx: [
    'rustpbx_',
    'telephony_calls_total{direction="inbound",outcome="answered",cause="normal",released_by="caller"} 1',
    'telephony_calls_total{direction="inbound",outcome="busy",cause="busy",released_by="unknown"} 1',
  ],
  'modem-gateway': [
    'callstack_sms_received_total 1',
    'callstack_sms_sent_total 1',
    'callstack_sms_delivery_reports_total{status="delivered"} 1',
    'callstack_signal_rssi 17',
    'callstack_modem_disconnects_total 1',
    'callstack_modem_reconnects_total 1',
    'callstack_ussd_responses_total 1',
    'callstack_active_calls 0',
  ],
  'voice-agent': [
    'telephony_agent_stage_seconds_count{stage="speech_end_to_first_audio"} 2',
    'telephony_agent_stage_seconds_count{stage="tool_call"} 1',
    'telephony_agent_stage_seconds_count{stage="session"} 1',
    'telephony_agent_tool_calls_total{tool="weather",outcome="ok"} 1',
    'voiceserver_calls_total{transport="sip",status="ok"} 1',
    'voiceserver_barge_in_total{transport="sip"} 1',
    'voiceserver_llm_first_byte_ms_count 2',
    'sip_bye_total{',
    'sip_dtls_handshake_total{result="ok"} 1',
    'voice_',
    'telephony_calls_total{direction="inbound",outcome="answered",cause="normal",released_by="caller"} 1',
  ],
  'card-rig': [
    'cardlink_apdu_commands_total{',
    'cardlink_apdu_responses_total{status_word="0x6A82"',
    'cardlink_tls_handshakes_total{',
    'cardlink_bip_bytes_transferred_total{',
    'cardlink_test_results_total{',
    'cardlink_devices_connected{',
    'cardlink_active_sessions{',
  ],
};

interface RunningExample {
  readonly url: string;
  /** Asks it to end; its exit code. */
  stop(): Promise<number | null>;
}

async function start(path: string): Promise<RunningExample> {
  const child = spawn(process.execPath, [path], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    await ended;
    return child.exitCode;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^listening .*port: (\d+)/.exec(line)?.[1];
    if (port !== undefined) return { url: `http://127.0.0.1:${port}`, stop };
  }
  throw new Error(`${path} ended before it listened, with ${child.exitCode}.`);
}

describe('every example', () => {
  let folder = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringscope-examples-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'ringscope'), 'dir');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    await promisify(execFile)(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', join(ROOT, 'examples'), '--outDir', folder]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is known here and has fewer than 100 lines', () => {
    expect(EXAMPLES.toSorted()).toEqual(Object.keys(SHOWN).toSorted());
    for (const name of EXAMPLES) expect(readFileSync(join(ROOT, 'examples', `${name}.ts`), 'utf8').split('\n').length).toBeLessThan(100);
  });

  test.each(EXAMPLES)('%s shows on /metrics what it did, drops nothing, keeps its secrets and ends when asked', async (name) => {
    const example = await start(join(folder, `${name}.js`));
    try {
      const text = await (await fetch(`${example.url}/metrics`)).text();
      for (const line of SHOWN[name] ?? []) expect(text).toContain(`\n${line}`);
      expect(text).not.toContain('ringscope_dropped_total{');
      expect(text).not.toContain('ringscope_metrics_label_rejected_total{');
      expect(text).not.toMatch(SECRETS);
    } finally {
      expect(await example.stop()).toBe(0);
    }
  });

  test('modem-gateway tells by /healthz that its modem can be used', async () => {
    const example = await start(join(folder, 'modem-gateway.js'));
    try {
      const health = await fetch(`${example.url}/healthz`);
      expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: 'ready', modem_connected: true })]);
    } finally {
      expect(await example.stop()).toBe(0);
    }
  });
});
