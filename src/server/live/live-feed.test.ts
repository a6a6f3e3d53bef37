import { expect, test } from 'vitest';
import type { StoredCall } from '../../core/index.ts';
import { storedCall } from '../../testing/stored-call.ts';
import type { LiveCounts } from './live-batch.ts';
import { createLiveFeed, type LiveRequest } from './live-feed.ts';

const COUNTS: LiveCounts = { at: 1000, setup: 1, ringing: 2, answered: 3, begun: 0, ended: 0, failed: 0 };
const ALL: LiveRequest = { hasRegistrations: false, isStillAllowed: async () => true };

interface Sent {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a text of the feed says. */
function read(text: string | undefined): readonly Sent[] {
  return (text ?? '')
    .split('\n\n')
    .filter((block) => block.includes('event: '))
    .map((block) => ({
      name: /^event: (.*)$/m.exec(block)?.[1] ?? '',
      id: /^id: (.*)$/m.exec(block)?.[1],
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}') as Sent['data'],
    }));
}

function makeFeed(position = 0) {
  const watched: boolean[] = [];
  let [at, held] = [position, new Promise<void>((resolve) => resolve())];
  const feed = createLiveFeed({
    boot: '0123abcd',
    version: '1.2.3',
    startedAt: 900,
    now: () => 1000,
    main: {
      async call(_kind, request) {
        await held;
        watched.push('isWatched' in request && request.isWatched);
        // Whatever is asked of main here is to watch.
        return { position: at, counts: COUNTS } as never;
      },
      tell: (_kind, request) => void watched.push('isWatched' in request && request.isWatched),
    },
    present: (stored) => ({ id: stored.id }),
    mostReaders: 3,
  });
  const change = (call: Partial<StoredCall> = {}): void => {
    at += 1;
    feed.take({ first: at, changes: [{ kind: 'call', record: storedCall(call) }] });
  };
  return {
    ...feed,
    change,
    watched,
    /** Changes that main could not hand over. */
    lose: (count: number) => void (at += count),
    hold(promise: Promise<void>) {
      held = promise;
    },
  };
}

const short = (events: readonly Sent[]): readonly string[] => events.map(({ name, id }) => `${name} ${id?.split('-')[1] ?? ''}`.trim());

test('main is asked for changes with the first reader, once', async () => {
  const feed = makeFeed(41);
  const [one] = await Promise.all([feed.open(ALL), feed.open(ALL)]);
  expect(feed.watched).toEqual([true]);
  const [hello] = read(await one.next());
  expect(hello).toEqual({
    name: 'hello',
    id: '0123abcd-41',
    data: { server: '0123abcd', version: '1.2.3', at: 1000, startedAt: 900, position: 41, counts: COUNTS },
  });
  const next = one.next();
  feed.change();
  expect(short(read(await next))).toEqual(['call 42']);
});

test('a reader that takes nothing loses what makes room for others, is told exactly how much, and slows nobody', async () => {
  const feed = makeFeed();
  const busy = (call: StoredCall): boolean => call.outcome === 'busy';
  const [slow, fast] = [await feed.open({ ...ALL, wants: busy }), await feed.open({ ...ALL, wants: busy })];
  await Promise.all([slow.next(), fast.next()]);
  let taken = 0;
  for (let count = 1; count <= 20_000; count += 1) {
    feed.change({ id: `call-${count}`, outcome: count % 4 === 0 ? 'busy' : 'answered', isProvisional: false });
    if (count % 4 === 0) taken += read(await fast.next()).length;
  }
  expect(taken).toBe(5000);
  let text: readonly Sent[] = [];
  while (text.at(-1)?.id !== '0123abcd-20000') text = [...text, ...read(await slow.next())];
  const [overflow, ...calls] = text;
  expect(overflow?.name).toBe('overflow');
  expect(calls.every(({ name }) => name === 'call')).toBe(true);
  expect(Number(overflow?.data['missed']) + calls.length).toBe(5000);
  expect(calls.length).toBeGreaterThan(1000);
  expect(feed.report()).toEqual({ readers: 2, lost: overflow?.data['missed'] });
  expect(feed.report()).toBeUndefined();
});

test('what main could not hand over is told to every reader, also to one that comes back', async () => {
  const feed = makeFeed();
  const one = await feed.open(ALL);
  await one.next();
  feed.change();
  feed.lose(7);
  feed.change();
  const events = read(await one.next());
  expect(short(events)).toEqual(['call 1', 'overflow 8', 'call 9']);
  expect(events[1]?.data).toEqual({ missed: 7 });
  const again = await feed.open({ ...ALL, after: '0123abcd-1' });
  expect(short(read(await again.next()))).toEqual(['hello 1', 'overflow 8', 'call 9']);
});

test('a reader that was away for longer than the ring reaches back is told what is gone', async () => {
  const feed = makeFeed();
  await feed.open(ALL);
  for (let count = 0; count < 10_000; count += 1) feed.change();
  const again = await feed.open({ ...ALL, after: '0123abcd-5' });
  const [hello, gap, first] = read(await again.next());
  expect([hello?.name, gap?.name, gap?.data['reason']]).toEqual(['hello', 'gap', 'gone']);
  expect(5 + Number(gap?.data['missed'])).toBe(Number(first?.id?.split('-')[1]) - 1);
});

test('there are no more readers than may be, however many come at once, and a place that is left is free', async () => {
  const feed = makeFeed();
  const opened = await Promise.allSettled(Array.from({ length: 1000 }, async () => feed.open(ALL)));
  const readers = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(readers).toHaveLength(3);
  await expect(feed.open(ALL)).rejects.toMatchObject({ code: 'LIVE_BUSY' });
  readers[0]?.end();
  readers[0]?.end();
  await feed.open(ALL);
  await expect(feed.open(ALL)).rejects.toMatchObject({ code: 'LIVE_BUSY' });
  expect(feed.report()).toEqual({ readers: 3, lost: 0 });
});

test('a main that does not answer costs no place', async () => {
  const feed = makeFeed();
  for (let count = 0; count < 5; count += 1) {
    feed.hold(Promise.reject(new Error('stuck')));
    await expect(feed.open(ALL)).rejects.toThrow('stuck');
  }
  feed.hold(Promise.resolve());
  await feed.open(ALL);
});

test('a stop sends what there is, says so, and lets nobody in', async () => {
  const feed = makeFeed();
  const one = await feed.open(ALL);
  await one.next();
  feed.change();
  feed.close();
  expect(short(read(await one.next()))).toEqual(['call 1']);
  expect(read(await one.next())).toEqual([
    { name: 'bye', id: undefined, data: { at: 1000, position: 1, reason: 'The server is stopping.' } },
  ]);
  expect(await one.next()).toBeUndefined();
  await expect(feed.open(ALL)).rejects.toMatchObject({ code: 'LIVE_BUSY' });
});
