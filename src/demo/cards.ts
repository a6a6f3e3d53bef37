import { arrivals } from './arrivals.ts';
import type { Begun, DemoEvent } from './items.ts';
import type { TrafficOptions } from './traffic-options.ts';

const SOURCE = 'card-rig';
/** Sessions with cards beside calls. */
const SHARE = 0.05;
/** SELECT, READ BINARY, FETCH and TERMINAL RESPONSE (ISO 7816-4, ETSI TS 102 221). */
const INSTRUCTIONS = [0xa4, 0xb0, 0x12, 0x14] as const;
const [OK, NOT_FOUND, SECURITY] = [0x9000, 0x6a82, 0x6982];

/** Sessions over the air with the cards of a test rig, and the commands in them. */
export function* cards(options: TrafficOptions): Generator<Begun, void> {
  for (const { at, random } of arrivals('cards', options.callsPerHour * SHARE, options)) {
    const items: DemoEvent[] = [];
    const sessionId = `ota-${random.token(12)}`;
    const tell = (when: number, type: DemoEvent['event']['type'], fields: Readonly<Record<string, unknown>>): void =>
      void items.push({ kind: 'event', at: when, event: { type, at: Math.round(when * 1e6) / 1e6, source: SOURCE, sessionId, ...fields } });
    tell(at, 'ota.started', { kind: 'admin', protocol: 'psk-tls', beginning: 'triggered' });
    let now = at;
    const commandCount = random.whole(3, 12);
    for (let command = 0; command < commandCount; command += 1) {
      const ins = random.pick(INSTRUCTIONS);
      const seconds = random.logNormal(0.08, 0.6);
      tell(now, 'apdu.command', { interface: 'ota', ins, lengthBytes: random.whole(2, 64) });
      now += seconds;
      const sw = random.weighted([
        [OK, 94],
        [NOT_FOUND, 4],
        [SECURITY, 2],
      ]);
      tell(now, 'apdu.response', { interface: 'ota', ins, sw, seconds, lengthBytes: random.whole(0, 120) });
      now += random.between(0.05, 0.4);
    }
    tell(now, 'ota.ended', { kind: 'admin', outcome: random.chance(0.95) ? 'completed' : 'failed', seconds: now - at, commandCount });
    yield { at, items };
  }
}
