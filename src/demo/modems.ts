import { arrivals, ticks, type Arrival } from './arrivals.ts';
import { isUnder, type Incident } from './incidents.ts';
import type { Begun, DemoEvent, DemoItem } from './items.ts';
import { outsideNumber } from './numbers.ts';
import type { Random } from './random.ts';
import type { TrafficOptions } from './traffic-options.ts';

const SOURCE = 'modem-gateway';
const MODEMS = ['modem-1', 'modem-2', 'modem-3'] as const;
const SIGNAL_SECONDS = 30;
/** How often a modem that flaps is lost. */
const FLAP_SECONDS = 25;
/** Short messages beside calls. */
const SMS_SHARE = 0.3;

function told(at: number, type: DemoEvent['event']['type'], fields: Readonly<Record<string, unknown>>): DemoItem {
  return { kind: 'event', at, event: { type, at: Math.round(at * 1e6) / 1e6, source: SOURCE, ...fields } };
}

/** The modems of the gateway: how well they hear, and one that is lost again and again. */
export function* modems(options: TrafficOptions): Generator<Begun, void> {
  const { from, incidents } = options;
  yield { at: from, items: MODEMS.flatMap((modem) => connected(modem, from)) };
  let nextSignalAt = from;
  for (const tick of ticks('modems', FLAP_SECONDS, options)) {
    const lost = MODEMS.filter((modem) => isUnder(incidents, 'modem_flap', tick.at, modem)).flatMap((modem) => flap(modem, tick));
    const signals = tick.at < nextSignalAt ? [] : MODEMS.map((modem) => signal(modem, tick, incidents));
    if (signals.length > 0) nextSignalAt = tick.at + SIGNAL_SECONDS;
    yield { at: tick.at, items: [...signals, ...lost] };
  }
}

function connected(modem: string, at: number): readonly DemoItem[] {
  return [
    told(at, 'modem.connected', { modem, seconds: 3.5, model: 'EC25' }),
    told(at, 'modem.sim', { modem, state: 'ready' }),
    told(at, 'modem.registration', { modem, state: 'home', radio: 'lte', operator: 'Example' }),
  ];
}

function flap(modem: string, { at, random }: Arrival): readonly DemoItem[] {
  const back = at + random.between(4, 9);
  return [
    told(at, 'modem.disconnected', { modem, reason: random.pick(['read_failed', 'not_responding']) }),
    told(at + 1, 'modem.reconnecting', { modem, attempt: 1 }),
    told(back, 'modem.connected', { modem, isReconnect: true, seconds: back - at }),
    told(back + 1, 'modem.registration', { modem, state: 'home', radio: 'lte', operator: 'Example' }),
  ];
}

function signal(modem: string, { at, random }: Arrival, incidents: readonly Incident[]): DemoItem {
  const rssi = isUnder(incidents, 'modem_flap', at, modem) ? random.whole(3, 8) : random.whole(17, 24);
  return told(at, 'modem.signal', { modem, rssi, rsrpDbm: -113 + rssi, sinrDb: random.whole(6, 18) });
}

/** Short messages of the gateway, in both directions, with what the network says of those that were sent. */
export function* shortMessages(options: TrafficOptions): Generator<Begun, void> {
  for (const { at, random } of arrivals('short messages', options.callsPerHour * SMS_SHARE, options)) {
    const modem = random.pick(MODEMS);
    yield { at, items: random.chance(0.4) ? [received(modem, at, random)] : sent(modem, at, random, options.incidents) };
  }
}

function received(modem: string, at: number, random: Random): DemoItem {
  return told(at, 'sms.received', { modem, sender: outsideNumber(random), body: 'A message of the demo.' });
}

function sent(modem: string, at: number, random: Random, incidents: readonly Incident[]): readonly DemoItem[] {
  const recipient = outsideNumber(random);
  if (isUnder(incidents, 'modem_flap', at, modem) || random.chance(0.02))
    return [told(at, 'sms.failed', { modem, recipient, reason: random.pick(['no_network', 'timeout']) })];
  const reference = random.whole(0, 255);
  const seconds = random.logNormal(1.8, 0.4);
  const status = random.weighted([
    ['delivered', 93],
    ['failed_permanent', 4],
    ['failed_temporary', 3],
  ]);
  const delivery = random.logNormal(6, 0.8);
  return [
    told(at + seconds, 'sms.sent', { modem, recipient, reference, body: 'A message of the demo.', seconds }),
    told(at + seconds + delivery, 'sms.delivery_report', { modem, recipient, reference, status, seconds: delivery }),
  ];
}
