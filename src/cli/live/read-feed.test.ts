import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import type { ApiClient } from '../api-client.ts';
import type { FeedEvent } from './feed-event.ts';
import { readFeed } from './read-feed.ts';
import { SentEventReader } from './sent-events.ts';
import { sayGap } from './say-gap.ts';

const hello = (server: string, position: number): string =>
  `retry: 1000\nid: ${server}-${position}\nevent: hello\ndata: {"server":"${server}","version":"1","startedAt":1}\n\n`;
const left = (id: string, text: string): string => `id: ${id}\nevent: left\ndata: {"id":"${text}"}\n\n`;

/** What each connection gives: texts, and then its end, or an error in place of an answer. */
type Connection = readonly string[] | TeleError;

/** Reads until there are so many events. */
async function read(connections: readonly Connection[], count: number) {
  const asked: (string | undefined)[] = [];
  const cut = new AbortController();
  const refuse = async (): Promise<never> => Promise.reject(new TeleError('INTERNAL', 'Nothing else is asked.'));
  const api: ApiClient = {
    place: () => 'http://127.0.0.1:7464',
    get: refuse,
    change: refuse,
    unread: async () => undefined,
    read: refuse,
    upload: refuse,
    async follow(_path, _query, { lastEventId }) {
      const next = connections[asked.length];
      asked.push(lastEventId);
      if (next === undefined) throw new TeleError('SERVER_UNREACHABLE', 'No ringscope server answered.');
      if (next instanceof TeleError) throw next;
      return (async function* texts() {
        for (const text of next) yield new TextEncoder().encode(text);
      })();
    },
  };
  let now = 100;
  const events: FeedEvent[] = [];
  for await (const some of readFeed(api, {}, { signal: cut.signal, now: () => (now += 1) })) {
    events.push(...some);
    if (events.length >= count) cut.abort();
  }
  return { events, asked };
}

test('when the connection ends it is made again, and goes on after the last event', async () => {
  const { events, asked } = await read(
    [
      [hello('a', 4), left('a-5', 'x').slice(0, 10), left('a-5', 'x').slice(10) + left('a-6', 'y')],
      [hello('a', 6), left('a-7', 'z')],
    ],
    6,
  );
  expect(asked).toEqual([undefined, 'a-6']);
  expect(events.map((event) => (event.event === 'left' ? event.id : event.event))).toEqual(['hello', 'x', 'y', 'lost', 'hello', 'z']);
});

test('a server that does not answer for a while is asked until it does', async () => {
  const gone = new TeleError('SERVER_UNREACHABLE', 'No ringscope server answered.');
  const starting = new TeleError('STORE_STUCK', 'The server is starting.');
  const { events, asked } = await read([[hello('a', 4)], gone, starting, [hello('b', 0)]], 5);
  expect(asked).toEqual([undefined, 'a-4', 'a-4', 'a-4']);
  expect(events.map((event) => (event.event === 'lost' ? event.reason : event.event))).toEqual([
    'hello',
    'The connection has ended.',
    'No ringscope server answered.',
    'The server is starting.',
    'hello',
  ]);
});

test('a server that does not answer at first, and one that refuses later, end it', async () => {
  await expect(read([new TeleError('SERVER_UNREACHABLE', 'no')], 9)).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  await expect(read([[hello('a', 4)], new TeleError('UNAUTHORIZED', 'no')], 9)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('what a restart has cost is said exactly, as far as anybody can know', async () => {
  const gap = (missed: number): string => `id: b-${missed}\nevent: gap\ndata: {"reason":"restarted","missed":${missed}}\n\n`;
  const bye = 'event: bye\ndata: {"at":1,"position":6,"reason":"x"}\n\n';
  const said = async (connections: readonly Connection[]): Promise<string | undefined> => {
    const { events } = await read(connections, 4);
    const found = events.find((event) => event.event === 'gap');
    return found === undefined ? undefined : sayGap(found);
  };
  expect(await said([[hello('a', 6)], [hello('a', 6)]])).toBeUndefined();
  expect(await said([[hello('a', 6) + bye], [hello('b', 0) + gap(0)]])).toBe('The server was started again; nothing is missing.');
  expect(await said([[hello('a', 6) + bye], [hello('b', 3) + gap(3)]])).toMatch(
    /^The server was started again; 3 changes between 1970-01-01T00:01:4.* and 1970-01-01T00:01:4.* are missing\./,
  );
  expect(await said([[hello('a', 6)], [hello('b', 1) + gap(1)]])).toMatch(
    /^The server was started again; missing are 1 change since then, and what happened after 1970-01-01T00:01:4.* and before it ended\./,
  );
});

test('events are read however the texts are cut, comments are none, and one without end is refused', () => {
  const text = `${hello('a', 4)}: nothing is new\n\n${left('a-5', 'x')}`;
  const reader = new SentEventReader();
  const events = [...text].flatMap((character) => [...reader.take(character)]);
  expect(events.map(({ name, id }) => `${name} ${id}`)).toEqual(['hello a-4', 'left a-5']);
  const endless = new SentEventReader();
  expect(() => {
    for (let count = 0; count < 20; count += 1) endless.take('x'.repeat(1024 * 1024));
  }).toThrow('An event is too long.');
});
