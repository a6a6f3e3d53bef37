import { readdirSync, readFileSync } from 'node:fs';

const SCENARIOS = new URL('../scenarios/presets/', import.meta.url);

interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Beside those of the scenarios: what no scenario tells. */
const MORE: readonly Told[] = [
  { type: 'trunk.state', trunk: 'carrier-a', isUp: true, responseSeconds: 0.02, callCount: 3, callLimit: 30 },
  { type: 'ota.finding', finding: 'high_error_rate' },
  { type: 'agent.error', part: 'llm', reason: 'timeout', provider: 'model.example' },
  { type: 'media.stalled', direction: 'received', seconds: 4 },
  { type: 'webrtc.connected', seconds: 0.4 },
  { type: 'agent.tool', tool: 'calendar', outcome: 'failed', seconds: 0.6 },
  { type: 'sms.storage', modem: 'modem-1', used: 3, capacity: 20 },
  { type: 'ussd.failed', modem: 'modem-1', reason: 'timeout' },
  { type: 'ota.trigger', trigger: 'sms', outcome: 'ok' },
  { type: 'device.disconnected', kind: 'reader' },
  { type: 'test.ended', suite: 'smoke', test: 'attach', outcome: 'fail', seconds: 2, isFlaky: true },
  { type: 'modem.signal', modem: 'modem-1', rssi: 20, ber: 1 },
  { type: 'call.held', callId: 'held-1', by: 'caller' },
  { type: 'cell.changed', change: 'ue_registered' },
];
/** What ringscope alone tells. */
const LEFT_OUT: ReadonlySet<string> = new Set(['call.carried']);

/** Everything that programs of five systems tell, and more: for what the demo has not. */
export function toldEvents(): readonly Told[] {
  const scenarios = readdirSync(SCENARIOS)
    .filter((name) => name.endsWith('.scenario'))
    .flatMap((name) => readFileSync(new URL(name, SCENARIOS), 'utf8').split('\n'))
    .filter((line) => /^\S+ event /.test(line))
    .map((line) => JSON.parse(line.replace(/^\S+ event /, '')) as Told)
    .filter(({ type }) => !LEFT_OUT.has(type));
  return [...scenarios, ...MORE];
}

/** Posts events as if they happened now. Throws when the server refuses them. */
export async function postEvents(url: string, events: readonly Told[]): Promise<void> {
  const at = Date.now() / 1000;
  for (let first = 0; first < events.length; first += 200) {
    const body = JSON.stringify(events.slice(first, first + 200).map((event) => ({ source: 'rig', ...event, at })));
    const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
}
