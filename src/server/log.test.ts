import { afterEach, expect, test, vi } from 'vitest';
import { Private } from '../core/index.ts';
import { createLog, type ServerLog } from './log.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Form = Parameters<typeof createLog>[2];

function open(level: 'info' | 'warn' | 'debug', form?: Form): { readonly log: ServerLog; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: createLog(level, (line) => void lines.push(line), form), lines };
}

function logged(level: 'info' | 'warn', write: (log: ServerLog) => void, form?: Form): readonly unknown[] {
  const { log, lines } = open(level, form);
  write(log);
  return lines.map((line): unknown => JSON.parse(line));
}

test('a line is one JSON object with level, time, component, fields and message', () => {
  const [line] = logged('info', (log) => log.info({ address: '127.0.0.1:1' }, 'Serves.'));
  expect(line).toEqual({
    level: 'info',
    at: expect.closeTo(Date.now() / 1000, -2),
    component: 'main',
    address: '127.0.0.1:1',
    message: 'Serves.',
  });
});

test('lines below the level are not written', () => {
  expect(
    logged('warn', (log) => {
      log.info({}, 'no');
      log.warn({}, 'yes');
    }),
  ).toMatchObject([{ message: 'yes' }]);
});

test('a component has a level of its own, which may change while the log is written', () => {
  const { log, lines } = open('warn', { levels: ['store=debug'] });
  const say = (): readonly unknown[] => {
    lines.length = 0;
    log.debug({ component: 'store' }, 'store debug');
    log.info({}, 'main info');
    log.warn({}, 'main warn');
    return lines.map((line) => (JSON.parse(line) as { message: string }).message);
  };
  expect(say()).toEqual(['store debug', 'main warn']);
  expect(log.levels.list()).toMatchObject({ level: 'warn', components: { main: 'warn', store: 'debug', http: 'warn' } });
  log.levels.set('silent', 'main');
  expect(say()).toEqual(['store debug']);
  log.levels.set('info');
  expect(say()).toEqual(['main info', 'main warn']);
  log.levels.reload({ level: 'error', levels: ['main=warn'] });
  expect(say()).toEqual(['main warn']);
});

test('a private value is nothing in a log, however deep it lies', () => {
  const secret = new Private('+4930123456', 'number');
  for (const format of ['json', 'text'] as const) {
    const { log, lines } = open('info', { format });
    log.info({ caller: secret, call: { callee: secret, legs: [secret], code: 486 } }, 'Refused.');
    expect(lines[0]).toContain('"code":486}');
    expect(lines[0]).not.toMatch(/caller|callee|4930/);
  }
});

test('on a terminal a line is text for people, elsewhere JSON, unless the format is set', () => {
  const first = (form: Form): string => {
    const { log, lines } = open('info', form);
    log.info({ component: 'store', files: 2, place: '/a b', at: 'x' }, 'Line\none.');
    return lines[0] ?? '';
  };
  const text = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INFO  \[store\] Line\\u000aone\. files=2 place="\/a b" at=x\n$/;
  expect(first({ isTerminal: true })).toMatch(text);
  expect(first({ format: 'text' })).toMatch(text);
  expect(first({})).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(first({ format: 'json', isTerminal: true }))).toMatchObject({
    at: expect.any(Number),
    at_: 'x',
    message: 'Line\none.',
  });
});

test('the fields have the names of CardLink or of voice-skill when they are asked for', () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T10:30:45.123Z') });
  const warn = (fields: 'cardlink' | 'voice-skill') =>
    logged('info', (log) => log.warn({ component: 'store', lostChanges: 2, timestamp: 'x' }, 'Lost.'), { fields })[0];
  expect(warn('cardlink')).toEqual({
    timestamp: '2026-11-22T10:30:45.123000+00:00',
    level: 'WARNING',
    logger: 'cardlink.store',
    lost_changes: 2,
    timestamp_: 'x',
    message: 'Lost.',
  });
  expect(warn('voice-skill')).toMatchObject({ timestamp: '2026-11-22T10:30:45.123Z', level: 'WARNING', logger: 'voice.store' });
});

test('of one component and code the first line is written, then a number after each minute that had more', () => {
  vi.useFakeTimers();
  const { log, lines } = open('info');
  const messages = () => lines.splice(0).map((line) => (JSON.parse(line) as { message: string }).message);
  const fail = (times: number): void => {
    for (let time = 1; time <= times; time += 1) log.error({ component: 'http', code: 'INTERNAL' }, `Failed ${time}.`);
  };
  fail(4);
  log.error({ component: 'store', code: 'INTERNAL' }, 'Another component.');
  log.error({ component: 'http', code: 'QUERY_TIMEOUT' }, 'Another code.');
  for (const one of [1, 2]) log.info({}, `Without a code ${one}.`);
  expect(messages()).toEqual(['Failed 1.', 'Another component.', 'Another code.', 'Without a code 1.', 'Without a code 2.']);
  vi.advanceTimersByTime(60_000);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ component: 'http', code: 'INTERNAL', repeats: 3, level: 'error' });
  expect(messages()).toEqual(['3 more of these within 60 s, the last one: Failed 4.']);
  fail(2);
  expect(messages()).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(messages()).toEqual(['2 more of these within 60 s, the last one: Failed 2.']);
  vi.advanceTimersByTime(60_000);
  expect([messages(), vi.getTimerCount()]).toEqual([[], 0]);
  fail(2);
  log.flush();
  expect([messages(), vi.getTimerCount()]).toEqual([['Failed 1.', '1 more of these within 60 s, the last one: Failed 2.'], 0]);
});

test('nothing is held back from who looks at debug', () => {
  const { log, lines } = open('debug');
  for (let time = 0; time < 5; time += 1) log.error({ component: 'http', code: 'INTERNAL' }, 'Failed.');
  expect(lines).toHaveLength(5);
});
