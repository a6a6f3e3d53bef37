import { expect, test } from 'vitest';
import { Private } from '../core/index.ts';
import { createLog } from './log.ts';

function logged(level: 'info' | 'warn', write: (log: ReturnType<typeof createLog>) => void): readonly unknown[] {
  const lines: string[] = [];
  write(createLog(level, (line) => void lines.push(line)));
  return lines.map((line): unknown => JSON.parse(line));
}

test('a line is one JSON object with level, time, fields and message', () => {
  const [line] = logged('info', (log) => log.info({ address: '127.0.0.1:1' }, 'Serves.'));
  expect(line).toEqual({ level: 'info', at: expect.closeTo(Date.now() / 1000, -2), address: '127.0.0.1:1', message: 'Serves.' });
});

test('lines below the level are not written', () => {
  expect(
    logged('warn', (log) => {
      log.info({}, 'no');
      log.warn({}, 'yes');
    }),
  ).toMatchObject([{ message: 'yes' }]);
});

test('a private value is nothing in a log, however deep it lies', () => {
  const secret = new Private('+4930123456', 'number');
  const [line] = logged('info', (log) => log.info({ caller: secret, call: { callee: secret, legs: [secret], code: 486 } }, 'Refused.'));
  expect(line).not.toHaveProperty('caller');
  expect(line).toMatchObject({ call: { code: 486 } });
  expect(JSON.stringify(line)).not.toContain('4930');
});
