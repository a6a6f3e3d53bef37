import { expect, test } from 'vitest';
import type { TelephonyEvent } from '../core/index.ts';
import { readScene, sceneEvents, watchTracker } from '../testing/index.ts';
import type { TrackerSettings } from './settings.ts';

const START = 1_795_219_200;

/** A tracker that is ticked every 0.2 s of its own time, as in a server. */
function play(settings: Partial<TrackerSettings>) {
  const { tracker, emit, events } = watchTracker(settings);
  let now = START;
  return {
    tracker,
    feed(lines: string) {
      for (const event of sceneEvents(readScene(lines, START))) {
        for (; now <= event.at; now += 0.2) tracker.tick(now);
        emit(event);
      }
    },
    rest(until: number) {
      for (now = START + until - 120; now <= START + until; now += 1) tracker.tick(now);
    },
    /** How often an event of a type was told, and for which reason. */
    count: (type: TelephonyEvent['type'], reason?: string) =>
      events.filter((event) => event.type === type && (reason === undefined || ('reason' in event && event.reason === reason))).length,
  };
}

const answered = (call: string, at: number): string =>
  [
    `${at} uac > proxy INVITE via=u${call} call=${call}`,
    `${at + 0.05} proxy > uac 200 via=u${call} to=b call=${call}`,
    `${at + 0.06} uac > proxy ACK via=k${call} to=b call=${call}`,
  ].join('\n');
const infos = (call: string, at: number, count: number): string =>
  Array.from({ length: count }, (_, n) => `${at} uac > proxy INFO via=i${n}-${call} call=${call} to=b cseq=${n + 2}`).join('\n');
const ended = (call: string, at: number): string =>
  `${at} uac > proxy BYE via=e${call} to=b call=${call} cseq=900\n${at + 0.1} proxy > uac 200 via=e${call} to=b of=BYE call=${call} cseq=900`;

test('a call of which no message found room takes no place, so that later calls are taken', () => {
  const { feed, rest, count } = play({ maxCalls: 100, maxMessages: 200 });
  for (let n = 0; n < 5; n += 1) feed(`${answered(`fat${n}`, n)}\n${infos(`fat${n}`, n + 0.07, 60)}`);
  for (let n = 0; n < 150; n += 1) feed(answered(`thin${n}`, 10 + n * 0.2));
  expect(count('event.dropped', 'timeline_full')).toBeGreaterThan(0);
  for (let n = 0; n < 5; n += 1) feed(ended(`fat${n}`, 200 + n));
  rest(3 * 86_400);
  const offered = count('call.offered');
  const full = count('event.dropped', 'table_full');
  for (let n = 0; n < 50; n += 1) feed(answered(`late${n}`, 3 * 86_400 + 1 + n * 0.2));
  rest(3 * 86_400 + 300);
  expect(count('call.offered') - offered).toBe(50);
  expect(count('event.dropped', 'table_full')).toBe(full);
});

test('calls that a full table lets go of are over in what is stored, and none of them stays open', () => {
  const { tracker, emit, outputs } = watchTracker({ maxCalls: 100 });
  let now = START;
  const lines = Array.from({ length: 1000 }, (_, n) => `${n / 100} uac > proxy INVITE via=u${n} call=flood${n}`).join('\n');
  for (const event of sceneEvents(readScene(lines, START))) {
    for (; now <= event.at; now += 0.2) tracker.tick(now);
    emit(event);
  }
  tracker.tick(START + 12, true);
  const last = new Map(outputs.flatMap((one) => ('record' in one ? [[one.record.id, one.record] as const] : [])));
  const open = [...last.values()].filter((record) => 'state' in record && record.state !== 'ended');
  expect(last.size).toBeGreaterThan(900);
  expect(open.length).toBeLessThanOrEqual(100);
});

test('messages of calls that were forgotten give their room back at once', () => {
  const { feed, tracker, count } = play({ maxMessages: 50 });
  for (let n = 0; n < 16; n += 1) feed(answered(`a${n}`, n));
  tracker.tick(START + 20);
  tracker.forget({ isNamedBy: () => true, hasEndOf: () => true, hasEnd: () => true, isStoredAs: () => true }, START + 21);
  for (let n = 0; n < 16; n += 1) feed(answered(`b${n}`, 30 + n));
  expect(count('event.dropped')).toBe(0);
});
