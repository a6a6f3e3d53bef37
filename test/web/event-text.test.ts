import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventText } from '../../web/api/event-text.ts';

const FEED = [
  'retry: 1000\nid: 7-1\nevent: hello\ndata: {"at":1}\n\n',
  ': nothing is new\n\n',
  'id: 7-2\nevent: call\ndata: {"a":"b: c"}\ndata: {}\n\n',
  'data:x\n\n',
].join('');
const EVENTS = [
  { type: 'hello', data: '{"at":1}' },
  { type: 'call', data: '{"a":"b: c"}\n{}' },
  { type: 'message', data: 'x' },
];

test('a feed is the same events in whatever pieces it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(FEED.length), { maxLength: 20 }), (cuts) => {
      const places = [0, ...cuts.toSorted((one, other) => one - other), FEED.length];
      const text = createEventText();
      text.begin();
      expect(places.flatMap((place, index) => text.read(FEED.slice(place, places[index + 1])))).toEqual(EVENTS);
      expect([text.lastId, text.retryMs]).toEqual(['7-2', 1000]);
    }),
  );
});

test('an event that was not whole when a connection broke off is none, and the next one goes on behind the last', () => {
  const text = createEventText();
  expect(text.read('id: 7-1\nevent: call\ndata: {}\n\nid: 7-2\nevent: call\ndata: {"cut')).toEqual([{ type: 'call', data: '{}' }]);
  text.begin();
  expect(text.read('id: 7-3\nevent: left\ndata: {}\n\n')).toEqual([{ type: 'left', data: '{}' }]);
  expect(text.lastId).toBe('7-3');
});
