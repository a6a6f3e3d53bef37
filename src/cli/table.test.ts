import { expect, test } from 'vitest';
import type { CommandIo } from './command.ts';
import { writeTable, type Column } from './table.ts';

const COLUMNS: readonly Column[] = [{ title: 'started' }, { title: 'by', rank: 1 }, { title: 'call-id', rank: 2 }];
const ROWS = [['10:32', 'callee', 'a84b4c76e66710@pc33.atlanta.example']];

function plainIo(): CommandIo {
  return {
    out: () => undefined,
    write: async () => undefined,
    err: () => undefined,
    env: {},
    hasColor: false,
    isErrTerminal: false,
    signal: new AbortController().signal,
    now: () => 0,
  };
}

function written(options: Readonly<Record<string, string | boolean>>, columns?: number): { readonly out: string; readonly err: string } {
  let out = '';
  let err = '';
  const io: CommandIo = {
    ...plainIo(),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ...(columns === undefined ? {} : { columns }),
  };
  writeTable(COLUMNS, ROWS, { arguments: [], options }, io);
  return { out, err };
}

test('a table is whole where it fits, with --wide, and where there is no terminal', () => {
  const whole = 'started  by      call-id\n10:32    callee  a84b4c76e66710@pc33.atlanta.example\n';
  for (const [options, columns] of [
    [{}, 80],
    [{ wide: true }, 20],
    [{}, undefined],
  ] as const)
    expect(written(options, columns)).toEqual({ out: whole, err: '' });
});

test('a terminal that is too narrow goes without the columns of the highest rank, and is told which', () => {
  expect(written({}, 30)).toEqual({
    out: 'started  by\n10:32    callee\n',
    err: 'The terminal is too narrow for\ncall-id: --wide shows them.\n',
  });
  expect(written({}, 8).out).toBe('started\n10:32\n');
});

test('--columns shows what it names in its order, and nothing else', () => {
  expect(written({ columns: 'by,started' }, 10).out).toBe('by      started\ncallee  10:32\n');
  expect(() => written({ columns: 'by,nope' })).toThrow(/There is no column nope; there are started,by,call-id\./);
});

test('on a terminal with colours the words of a state have them, its header and other words have not', () => {
  let out = '';
  const io = { ...plainIo(), out: (text: string) => void (out += text), hasColor: true };
  writeTable(
    [{ title: 'outcome', isState: true }, { title: 'id' }],
    [
      ['failed', 'failed'],
      ['answered', 'x'],
    ],
    { arguments: [], options: {} },
    io,
  );
  expect(out).toBe('outcome   id\n\u001b[31mfailed  \u001b[0m  failed\nanswered  x\n');
});
