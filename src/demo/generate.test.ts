import { describe, expect, test } from 'vitest';
import { readToldEvent } from '../core/index.ts';
import { addressBytes } from './address-bytes.ts';
import { generate } from './generate.ts';
import { encodePacket } from './hep-encode.ts';
import { planIncidents } from './incidents.ts';
import type { DemoEvent, DemoItem, DemoPacket } from './items.ts';
import { isReservedNumber } from './numbers.ts';
import { createRandom } from './random.ts';
import { TimeHeap } from './time-heap.ts';

const AT = 1_795_219_200;
const HOUR = 3600;
const OPTIONS = { seed: 7, from: AT - 6 * HOUR, to: AT, callsPerHour: 120, incidents: planIncidents(AT, AT) };

const items = [...generate(OPTIONS)];
const packets = items.filter((item): item is DemoPacket => item.kind === 'packet');
const events = items.filter((item): item is DemoEvent => item.kind === 'event');

function statuses(all: readonly DemoItem[], peer: string): readonly (string | undefined)[] {
  return all.flatMap((item) => (item.kind === 'packet' && item.src === peer ? [/^SIP\/2\.0 (\d{3})/.exec(item.payload)?.[1]] : []));
}

describe('generate', () => {
  test('gives the same items for the same seed, and others for another', () => {
    const short = { ...OPTIONS, from: AT - HOUR / 2 };
    const [first, again, other] = [[...generate(short)], [...generate(short)], [...generate({ ...short, seed: 8 })]];
    expect(first.length).toBeGreaterThan(500);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('gives everything in the order of time', () => {
    const times = items.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(OPTIONS.from);
  });

  test('leaves out what would go on behind the end where whole calls are asked for', () => {
    const whole = [...generate({ ...OPTIONS, isWhole: true })];
    expect(whole.length).toBeLessThan(items.length);
    expect(whole.every(({ at }) => at < AT)).toBe(true);
    const callIds = (method: string): ReadonlySet<string | undefined> =>
      new Set(
        whole.flatMap((item) =>
          item.kind === 'packet' && item.payload.startsWith(method) ? [/Call-ID: (\S+)/.exec(item.payload)?.[1]] : [],
        ),
      );
    const invited = callIds('INVITE');
    const acked = [...callIds('ACK')].filter((callId) => !invited.has(callId));
    expect(acked).toEqual([]);
  });

  test('never ends without an end', () => {
    const { to: _to, ...endless } = OPTIONS;
    let count = 0;
    for (const { at } of generate(endless)) {
      count += 1;
      if (at > AT + HOUR) break;
    }
    expect(count).toBeGreaterThan(items.length);
  });

  test('names nobody but those whom numbers, names and addresses are reserved for', () => {
    const numbers = packets.flatMap(({ payload }) =>
      [...payload.matchAll(/(?:sip:|username=")(\+?\d{5,})/g)].map(([, number = '']) => number),
    );
    const told = events.flatMap(({ event }) =>
      ['caller', 'callee', 'sender', 'recipient'].flatMap((name) => (name in event ? [String(event[name])] : [])),
    );
    expect(numbers.length).toBeGreaterThan(1000);
    expect(told.length).toBeGreaterThan(100);
    expect([...new Set([...numbers, ...told])].filter((number) => !isReservedNumber(number))).toEqual([]);
    const addresses = packets.flatMap(({ src, dst, payload }) => [src, dst, ...(payload.match(/\d+\.\d+\.\d+\.\d+(?=[:;>\s])/g) ?? [])]);
    const isReserved = (address: string): boolean => /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+(?::\d+)?$/.test(address);
    expect([...new Set(addresses)].filter((address) => !isReserved(address))).toEqual([]);
    const hosts = packets.flatMap(({ payload }) => [...payload.matchAll(/@([a-z.]+)/g)].map(([, host]) => host));
    expect(new Set(hosts)).toEqual(new Set(['sip.example.com']));
  });

  test('tells events that a server takes as they are, with labels that are none of a person', () => {
    const hidden: string[] = [];
    const defaults = { now: AT, source: 'api', onHidden: (field: string) => void hidden.push(field) };
    const faults = events.map(({ event }) => readToldEvent(event, defaults)).filter((read) => 'malformed' in read);
    expect(faults).toEqual([]);
    expect(hidden).toEqual([]);
    const types = new Set(events.map(({ event }) => event.type));
    for (const type of [
      'call.report',
      'agent.stage',
      'sms.sent',
      'modem.signal',
      'modem.disconnected',
      'apdu.response',
      'queue.left',
    ] as const)
      expect(types).toContain(type);
  });

  test('has refusals, challenges, early media, cancelled calls, repeated requests and reports of media', () => {
    const all = packets.map(({ payload }) => payload);
    for (const status of [180, 183, 302, 401, 403, 404, 407, 408, 480, 484, 486, 487, 503, 603])
      expect(
        all.some((text) => text.startsWith(`SIP/2.0 ${status} `)),
        String(status),
      ).toBe(true);
    for (const method of ['INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'OPTIONS'])
      expect(
        all.some((text) => text.startsWith(`${method} `)),
        method,
      ).toBe(true);
    expect(new Set(all).size).toBeLessThan(all.length);
    expect(packets.filter(({ payloadType }) => payloadType === 5).length).toBeGreaterThan(1000);
  });
});

describe('the incidents', () => {
  const during = (name: string): readonly DemoItem[] => {
    const incident = OPTIONS.incidents.find((one) => one.name === name);
    return items.filter(({ at }) => incident !== undefined && incident.begin <= at && at < incident.end);
  };

  test('are planned for the day before, and then again every hour, each with a name of its own', () => {
    const planned = planIncidents(AT, AT + 3 * HOUR);
    expect(new Set(planned.map(({ name }) => name)).size).toBe(planned.length);
    expect(planned.map(({ name }) => name)).toEqual([
      'trunk_outage',
      'register_storm',
      'dead_carrier',
      'slow_language_model',
      'modem_flap',
      'trunk_outage_2',
      'register_storm_2',
      'dead_carrier_2',
      'slow_language_model_2',
      'modem_flap_2',
      'trunk_outage_3',
      'register_storm_3',
      'dead_carrier_3',
      'slow_language_model_3',
      'modem_flap_3',
      'trunk_outage_4',
      'register_storm_4',
      'dead_carrier_4',
      'slow_language_model_4',
    ]);
    const running = planned.filter(({ begin, end }) => begin < AT && end > AT + 60).map(({ name }) => name);
    expect(running).toEqual(['dead_carrier', 'slow_language_model', 'modem_flap']);
  });

  test('show a trunk that answers nothing but 503, and one that never answers', () => {
    const invites = (all: readonly DemoItem[], peer: string): number =>
      all.filter((item) => item.kind === 'packet' && item.dst === peer && item.payload.startsWith('INVITE')).length;
    const outage = during('trunk_outage').filter((item) => item.kind === 'packet' && !item.payload.includes('BYE'));
    const toOutside = outage.filter((item) => item.kind === 'packet' && /^CSeq: 2 INVITE/m.test(item.payload));
    expect(invites(outage, '198.51.100.18:5060')).toBeGreaterThan(5);
    const refused = statuses(toOutside, '198.51.100.18:5060').filter((status) => status === '503');
    expect(refused.length).toBeGreaterThan(5);
    const dead = during('dead_carrier').filter((item) => item.kind === 'packet' && /^CSeq: 2 INVITE/m.test(item.payload));
    expect(invites(dead, '198.51.100.34:5060')).toBeGreaterThan(0);
    expect(statuses(dead, '198.51.100.34:5060').filter((status) => status !== undefined && Number(status) < 700)).toEqual([]);
  });

  test('show a language model that takes seconds, a modem that is lost, and a storm of registrations', () => {
    const modelSeconds = (all: readonly DemoItem[]): number => {
      const taken = all.flatMap((item) =>
        item.kind === 'event' && item.event['stage'] === 'llm_first_token' ? [Number(item.event['seconds'])] : [],
      );
      return taken.toSorted((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0;
    };
    expect(modelSeconds(during('slow_language_model'))).toBeGreaterThan(2.5);
    expect(modelSeconds(during('trunk_outage'))).toBeLessThan(0.6);
    const lost = during('modem_flap').filter((item) => item.kind === 'event' && item.event.type === 'modem.disconnected');
    expect(lost.length).toBeGreaterThan(4);
    const registers = (all: readonly DemoItem[]): number =>
      all.filter((item) => item.kind === 'packet' && item.payload.startsWith('REGISTER')).length;
    expect(registers(during('register_storm'))).toBeGreaterThan(1000);
    expect(registers(during('trunk_outage'))).toBeLessThan(400);
  });
});

test('a packet is a HEP 3 frame with its time, its addresses, its agent and its call', () => {
  const [packet] = packets.filter(({ payloadType }) => payloadType === 5);
  const bytes = packet === undefined ? new Uint8Array() : encodePacket(packet);
  const text = new TextDecoder('latin1').decode(bytes);
  expect(text.startsWith('HEP3')).toBe(true);
  expect((bytes[4] ?? 0) * 256 + (bytes[5] ?? 0)).toBe(bytes.length);
  expect(text).toContain(String(packet?.correlationId));
  expect(text).toContain('media-1');
});

test('addresses become bytes, with IPv6 in every form', () => {
  const bytes = (text: string): readonly number[] => [...addressBytes(text)];
  expect(bytes('192.0.2.10')).toEqual([192, 0, 2, 10]);
  expect(bytes('2001:db8::1')).toEqual([0x20, 1, 0x0d, 0xb8, ...Array<number>(11).fill(0), 1]);
  expect(bytes('::')).toEqual(Array<number>(16).fill(0));
  expect(bytes('2001:db8:0:0:0:0:0:ff')).toEqual(bytes('2001:db8::ff'));
});

test('the heap gives the earliest first, and of equals the one that came first', () => {
  const random = createRandom(1, 'heap');
  const heap = new TimeHeap<{ readonly at: number; readonly name: number }>();
  const all = Array.from({ length: 500 }, (_, name) => ({ at: random.whole(0, 40), name }));
  for (const one of all) heap.push(one);
  const taken = Array.from({ length: 500 }, () => heap.pop());
  expect(taken).toEqual(all.toSorted((a, b) => a.at - b.at || a.name - b.name));
  expect(heap.pop()).toBeUndefined();
});
