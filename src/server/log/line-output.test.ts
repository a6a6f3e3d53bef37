import { expect, test } from 'vitest';
import { createLineOutput } from './line-output.ts';

/** An output whose reader takes so many bytes; `fault`: what a write throws from then on. */
function open() {
  const reader = { room: Infinity, fault: 'EAGAIN', text: '' };
  const timers: (() => void)[] = [];
  const output = createLineOutput({
    put(bytes) {
      const taken = bytes.subarray(0, Math.min(bytes.length, reader.room));
      if (taken.length === 0) throw Object.assign(new Error('no'), { code: reader.fault });
      reader.room -= taken.length;
      reader.text += Buffer.from(taken).toString();
      return taken.length;
    },
    lostLine: (count) => `lost ${count}\n`,
    after: (_seconds, callback) => void timers.push(callback),
  });
  return { reader, output, tick: () => timers.splice(0).forEach((one) => one()) };
}

test('a line is written at once while it is taken', () => {
  const { reader, output } = open();
  output.write('one\n');
  output.write('two\n');
  expect([reader.text, output.takeLost(), output.drain()]).toEqual(['one\ntwo\n', 0, true]);
});

test('what is not taken comes later, whole and in order', () => {
  const { reader, output, tick } = open();
  reader.room = 6;
  for (const line of ['one\n', 'two\n', 'three\n']) output.write(line);
  expect([reader.text, output.drain()]).toEqual(['one\ntw', false]);
  reader.room = 1;
  tick();
  reader.room = Infinity;
  tick();
  expect([reader.text, output.takeLost()]).toEqual(['one\ntwo\nthree\n', 0]);
});

test('beyond 64 KiB lines are lost until those before are written, and then their number is told in their place', () => {
  const { reader, output, tick } = open();
  reader.room = 0;
  const line = `${'x'.repeat(1023)}\n`;
  for (let written = 0; written < 100; written += 1) output.write(line);
  expect(output.takeLost()).toBe(35);
  reader.room = 10 * 1024;
  output.write('still lost\n');
  reader.room = Infinity;
  tick();
  output.write('after\n');
  expect(reader.text).toBe(`${line.repeat(65)}lost 36\nafter\n`);
  expect([output.takeLost(), output.takeLost()]).toEqual([1, 0]);
});

test('when nobody can read it any more, lines are counted and nothing is kept', () => {
  const { reader, output } = open();
  [reader.room, reader.fault] = [0, 'EPIPE'];
  for (const line of ['one\n', 'two\n']) output.write(line);
  expect([reader.text, output.drain(), output.takeLost()]).toEqual(['', true, 2]);
});
