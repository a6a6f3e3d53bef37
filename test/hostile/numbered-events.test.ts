import { expect, test } from 'vitest';
import { rounds } from '../rounds.ts';
import { expectUnharmed, sample, startWatched, type WatchedServer } from './watched-server.ts';

const MORE_PROGRAMS = rounds(5000, 10_000);
const AT_ONCE = 100;

interface Answer {
  readonly status: number;
  readonly accepted?: number;
  readonly duplicates?: number;
  readonly rejected?: readonly unknown[];
  readonly sequence?: number;
}

const turn = { type: 'queue.entered', source: 'bot', queue: 'sales' };
const ENTERED = 'telephony_queue_entered_total{queue="sales"}';

async function post(server: WatchedServer, instance: string, sequence: number | string, body: unknown): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'ringscope-instance': instance, 'ringscope-sequence': String(sequence) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const some = (count: number): readonly object[] => Array.from({ length: count }, () => turn);
const ONE = 'program-000000000001';

test('numbers that go back, overlap, leap or are none count each event once', async ({ onTestFinished }) => {
  const server = await startWatched(onTestFinished);
  expect(await post(server, ONE, 1, some(10))).toMatchObject({ status: 200, accepted: 10, sequence: 10 });
  expect(await post(server, ONE, 1, some(10))).toMatchObject({ accepted: 0, duplicates: 10, sequence: 10 });
  expect(await post(server, ONE, 6, some(10))).toMatchObject({ accepted: 5, duplicates: 5, sequence: 15 });
  expect(await post(server, ONE, 2, some(3))).toMatchObject({ accepted: 0, duplicates: 3, sequence: 15 });
  // What was left out is never taken later.
  expect(await post(server, ONE, 1000, some(1))).toMatchObject({ accepted: 1, sequence: 1000 });
  expect(await post(server, ONE, 16, some(5))).toMatchObject({ accepted: 0, duplicates: 5, sequence: 1000 });
  for (const wrong of ['0', '-1', '1.5', 'x', '9007199254740991', '9'.repeat(300), ''])
    expect(await post(server, ONE, wrong, some(1))).toMatchObject({ status: 400 });
  for (const wrong of ['short', 'x'.repeat(65), 'with a blank in it'])
    expect(await post(server, wrong, 1, some(1))).toMatchObject({ status: 400 });
  await expect.poll(() => sample(server, ENTERED)).toBe(16);
  await expectUnharmed(server);
});

test('two programs with one name, at once, get each number once', async ({ onTestFinished }) => {
  const server = await startWatched(onTestFinished);
  const answers: Answer[] = [];
  for (let sequence = 1; sequence <= 200; sequence += 10)
    answers.push(...(await Promise.all([post(server, ONE, sequence, some(10)), post(server, ONE, sequence, some(10))])));
  expect(answers.reduce((sum, { accepted = 0 }) => sum + accepted, 0)).toBe(200);
  await expect.poll(() => sample(server, ENTERED)).toBe(200);
  await expectUnharmed(server);
});

test('what is no event is passed over once, and a body that is none is refused whole', async ({ onTestFinished }) => {
  const server = await startWatched(onTestFinished);
  const mixed = [
    turn,
    null,
    7,
    { type: 'nobody.knows' },
    { type: 'event.dropped', stage: 'x', reason: 'queue_full', count: 1 },
    turn,
    { ...turn, queue: {} },
  ];
  const expected = { status: 200, accepted: 2, rejected: [1, 2, 3, 4, 6].map((index) => expect.objectContaining({ index })), sequence: 7 };
  expect(await post(server, ONE, 1, mixed)).toMatchObject(expected);
  expect(await post(server, ONE, 1, mixed)).toMatchObject({ status: 200, accepted: 0, duplicates: 7 });
  await expect.poll(() => sample(server, 'ringscope_events_rejected_total{reason="unknown_type"}')).toBe(1);
  expect(await post(server, ONE, 8, '[1,')).toMatchObject({ status: 400 });
  expect(await post(server, ONE, 8, '[]')).toMatchObject({ status: 400 });
  expect(await post(server, ONE, 8, some(1001))).toMatchObject({ status: 400 });
  expect(await post(server, ONE, 8, some(1000))).toMatchObject({ status: 200, accepted: 1000, sequence: 1007 });
  await expect.poll(() => sample(server, ENTERED)).toBe(1002);
  await expectUnharmed(server);
});

test(
  `${MORE_PROGRAMS} programs take no more memory than the last 4,096, and one that goes on telling is never forgotten`,
  { timeout: 900_000 },
  async ({ onTestFinished }) => {
    const server = await startWatched(onTestFinished);
    let sequence = 0;
    for (let program = 0; program < MORE_PROGRAMS; program += AT_ONCE) {
      const others = Array.from({ length: AT_ONCE }, (_, index) =>
        post(server, `program-${String(program + index).padStart(12, '0')}`, 1, some(1)),
      );
      sequence += 1;
      const [own] = await Promise.all([post(server, 'the-one-that-goes-on', sequence, some(1)), ...others]);
      expect(own).toMatchObject({ accepted: 1, sequence });
    }
    expect(await post(server, 'the-one-that-goes-on', 1, some(50))).toMatchObject({ accepted: 0, duplicates: 50 });
    expect(await post(server, `program-${String(MORE_PROGRAMS - 1).padStart(12, '0')}`, 1, some(1))).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    await expect.poll(() => sample(server, ENTERED)).toBe(MORE_PROGRAMS + sequence);
    await expectUnharmed(server);
  },
);
