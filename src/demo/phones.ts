import { createRandom, type Random } from './random.ts';
import { ticks } from './arrivals.ts';
import { challenge, credentials, Dialog } from './dialog.ts';
import { isUnder, type Incident } from './incidents.ts';
import type { Begun } from './items.ts';
import { CARRIERS, DOMAIN, PHONES, PROXY, type Carrier, type Phone } from './network.ts';
import type { TrafficOptions } from './traffic-options.ts';

const EXPIRES_SECONDS = 3600;
/** A phone renews its registration after half of its time (RFC 3261 10.2.4 lets it choose). */
const RENEW_SECONDS = EXPIRES_SECONDS / 2;
/** How often a phone registers in a storm. */
const STORM_SECONDS = 12;
const PING_SECONDS = 60;
const TRIP_SECONDS = 0.02;

/** The registrations of the phones, each of which renews its own. */
export function* registrations(options: TrafficOptions): Generator<Begun, void> {
  const { seed, from, to = Infinity, incidents } = options;
  const due = PHONES.map((phone) => ({ phone, number: 0, at: from + createRandom(seed, `phone ${phone.desk}`).between(0, RENEW_SECONDS) }));
  const storms = incidents.filter((one) => one.kind === 'register_storm' && one.end > from);
  for (;;) {
    const next = due.reduce((first, one) => (one.at < first.at ? one : first));
    if (next.at >= to) return;
    const { phone, at } = next;
    next.number += 1;
    const random = createRandom(seed, `register ${phone.desk}@${from}/${next.number}`);
    yield { at, items: register(phone, at, random, isUnder(incidents, 'register_storm', at)) };
    next.at = nextRegister(at, storms, random);
  }
}

/** In a storm soon, else when half of the time is over, or when the next storm begins. */
function nextRegister(at: number, storms: readonly Incident[], random: Random): number {
  const storm = storms.find(({ end }) => end > at);
  const renewed = at + RENEW_SECONDS * random.between(0.95, 1.05);
  if (storm === undefined || storm.begin >= renewed) return renewed;
  return Math.max(at, storm.begin) + STORM_SECONDS * random.between(0.6, 1.4);
}

function register(phone: Phone, at: number, random: Random, isStorm: boolean): Begun['items'] {
  const host = phone.address.slice(0, phone.address.lastIndexOf(':'));
  const parties = { callId: `${random.token(16)}@${host}`, caller: { user: phone.number }, callee: { user: phone.number } };
  const dialog = new Dialog(parties, random);
  const leg = { near: phone, far: PROXY };
  const headers = [`Contact: <sip:${phone.number}@${phone.address}>;expires=${EXPIRES_SECONDS}`, `Expires: ${EXPIRES_SECONDS}`];
  const first = dialog.request(leg, 'REGISTER', at, { headers });
  const toTag = random.token(10);
  if (isStorm && random.chance(1 / 3)) {
    dialog.answer(first, 503, at + TRIP_SECONDS, { toTag, headers: ['Retry-After: 10'] });
    return dialog.items;
  }
  dialog.answer(first, 401, at + TRIP_SECONDS, { toTag, headers: challenge(401, random) });
  const again = at + 3 * TRIP_SECONDS;
  const second = dialog.request(leg, 'REGISTER', again, { cseq: 2, headers: [...headers, ...credentials(401, phone.number, random)] });
  // A phone whose password was changed.
  const status = phone.desk === PHONES.length - 1 ? 403 : 200;
  dialog.answer(second, status, again + random.logNormal(isStorm ? 0.4 : TRIP_SECONDS, 0.4), {
    toTag,
    headers: status === 200 ? headers.slice(0, 1) : [],
  });
  return dialog.items;
}

/** The proxy asks each carrier now and then whether it is there. */
export function* pings(options: TrafficOptions): Generator<Begun, void> {
  for (const { at, random } of ticks('pings', PING_SECONDS, options))
    yield { at, items: CARRIERS.flatMap((carrier) => ping(carrier, at, random, options.incidents)) };
}

function ping(carrier: Carrier, at: number, random: Random, incidents: readonly Incident[]): Begun['items'] {
  const parties = { callId: `${random.token(16)}@${DOMAIN}`, caller: { user: 'ping' }, callee: { user: 'ping' } };
  const dialog = new Dialog(parties, random);
  const sent = dialog.request({ near: PROXY, far: carrier }, 'OPTIONS', at);
  // A carrier that is dead for calls still answers this: that is why nobody noticed.
  const status = isUnder(incidents, 'trunk_outage', at, carrier.trunk) ? 503 : 200;
  dialog.answer(sent, status, at + random.logNormal(0.02, 0.4), { toTag: random.token(10) });
  return dialog.items;
}
