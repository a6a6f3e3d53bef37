import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText, type EventOfType, type TelephonyEvent } from '../core/index.ts';
import { createCensus } from './census.ts';

const START = 1_795_219_200;
const RIG = labelText('rig');
const DAY = 86_400;

function count(most = 100) {
  const told: TelephonyEvent[] = [];
  const census = createCensus({ emit: (event) => told.push(event), most });
  const active = (): readonly number[] => told.flatMap((event) => (event.type === 'bip.active' ? [event.count] : []));
  return { census, told, active };
}

function opened(channelId: string | undefined, at = START, bearer: 'tcp' | 'udp' = 'tcp'): EventOfType<'bip.opened'> {
  return { type: 'bip.opened', at, source: RIG, bearer, ...(channelId === undefined ? {} : { channelId }) };
}

function closed(channelId: string, at = START): TelephonyEvent {
  return { type: 'bip.closed', at, source: RIG, bearer: 'tcp', outcome: 'ok', channelId };
}

test('whatever begins and ends, in whatever order and however often, the count is that of the open ones', () => {
  const step = fc.record({ isOpen: fc.boolean(), id: fc.constantFrom('a', 'b', 'c', 'd') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { census, active } = count();
      const open = new Set<string>();
      for (const { isOpen, id } of steps) {
        census.accept(isOpen ? opened(id) : closed(id));
        if (isOpen) open.add(id);
        else open.delete(id);
        census.tick(START + 1);
        expect(active().at(-1) ?? 0).toBe(open.size);
      }
    }),
  );
});

test('a count that has not changed is not told again, and the last one to end is', () => {
  const { census, active } = count();
  census.accept(opened('a'));
  census.tick(START + 1);
  census.tick(START + 2);
  census.accept(closed('a'));
  census.tick(START + 3);
  census.tick(START + 4);
  expect(active()).toEqual([1, 0]);
});

test('what has no id is not counted here', () => {
  const { census, told } = count();
  census.accept(opened(undefined));
  census.tick(START + 1);
  expect(told).toEqual([]);
});

test('what begins again elsewhere has left where it was', () => {
  const { census, told } = count();
  census.accept(opened('a', START, 'tcp'));
  census.accept(opened('a', START, 'udp'));
  census.tick(START + 1);
  const counts = told.flatMap((event) => (event.type === 'bip.active' ? [[event.bearer, event.count]] : []));
  expect(counts).toEqual([
    ['tcp', 0],
    ['udp', 1],
  ]);
});

test('a call of which is told again that it entered its queue has waited since it first did', () => {
  const { census, told } = count();
  const queue = labelText('sales');
  for (const seconds of [0, 30]) census.accept({ type: 'queue.entered', at: START + seconds, source: RIG, queue, callId: 'q1' });
  census.tick(START + 60);
  expect(told).toMatchObject([{ type: 'queue.active', queue: 'sales', count: 1, longestWaitSeconds: 60 }]);
});

test('what nobody ended within a day is let go, but a device stays', () => {
  const { census, active, told } = count();
  census.accept(opened('a'));
  census.accept(opened('b', START + 100));
  census.accept({ type: 'device.connected', at: START, source: RIG, kind: 'phone', deviceId: 'p' });
  census.tick(START + 1);
  census.tick(START + DAY + 50);
  expect(active()).toEqual([2, 1]);
  expect(told.flatMap((event) => (event.type === 'device.active' ? [event.count] : []))).toEqual([1]);
});

test('a full census lets go of the oldest and says so', () => {
  const { census, active, told } = count(2);
  for (const id of ['a', 'b', 'c']) census.accept(opened(id));
  census.accept(closed('a'));
  census.tick(START + 1);
  expect(active()).toEqual([2]);
  expect(told).toContainEqual({ type: 'event.dropped', at: START, stage: 'census', reason: 'table_full', count: 1 });
});

test('a program that starts anew has nothing open, and others keep theirs', () => {
  const { census, told } = count();
  census.accept(opened('a'));
  census.accept({ ...opened('a'), source: labelText('lab') });
  census.tick(START + 1);
  const name = labelText('cardlink');
  census.accept({ type: 'program.started', at: START + 2, source: RIG, name, version: name, description: name });
  census.tick(START + 3);
  const counts = told.flatMap((event) => (event.type === 'bip.active' ? [[event.source, event.count]] : []));
  expect(counts).toEqual([
    ['rig', 1],
    ['lab', 1],
    ['rig', 0],
  ]);
});

test('a conference that is over is told of no more', () => {
  const { census, told } = count();
  const conference = labelText('standup');
  census.accept({ type: 'conference.joined', at: START, source: RIG, conference, callId: 'p1' });
  census.tick(START + 1);
  census.accept({ type: 'conference.destroyed', at: START + 2, source: RIG, conference, reason: 'other' });
  census.tick(START + 3);
  expect(told.map(({ type }) => type)).toEqual(['conference.active']);
});
