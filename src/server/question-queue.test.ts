import { expect, test } from 'vitest';
import type { Deadline } from '../core/index.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import { createQuestionQueue } from './question-queue.ts';
import { StopFlag } from './stop-flag.ts';

const nothing = async (): Promise<void> => undefined;
const soon = () => monotonicSeconds() + 60;
const noted = (worked: string[], name: string) => async (): Promise<string> => {
  worked.push(name);
  return name;
};
const refusal = (error: { code: string }): string => error.code;

test('of a flood of one kind some wait and the others are refused at once; another kind has its turn among the first', async () => {
  const queue = createQuestionQueue(new StopFlag());
  const worked: string[] = [];
  const ask = async (kind: string) => queue.ask({ kind, until: soon(), prepare: nothing, work: noted(worked, kind) }).catch(refusal);
  const flood = Promise.all(Array.from({ length: 200 }, async () => ask('dashboard')));
  const list = ask('list');
  const answers = await flood;
  expect(await list).toBe('list');
  expect(worked.indexOf('list')).toBeLessThan(3);
  expect(answers.filter((answer) => answer === 'dashboard')).toHaveLength(32);
  expect(answers.filter((answer) => answer === 'STORE_BUSY')).toHaveLength(168);
  expect(await ask('dashboard')).toBe('dashboard');
});

test('a question for which no time is left at its turn is not worked on', async () => {
  const queue = createQuestionQueue(new StopFlag());
  const worked: string[] = [];
  const until = monotonicSeconds() + 0.5;
  await expect(queue.ask({ kind: 'top', until, prepare: nothing, work: noted(worked, 'top') })).rejects.toMatchObject({
    code: 'STORE_BUSY',
  });
  expect(worked).toEqual([]);
});

test('a stop ends the question that is worked on and refuses those that wait', async () => {
  const stop = new StopFlag();
  const queue = createQuestionQueue(stop);
  const begun = queue.ask({
    kind: 'find',
    until: soon(),
    prepare: nothing,
    async work(_nothing, deadline: Deadline) {
      const before = deadline();
      new StopFlag(stop.buffer).set();
      return [before, deadline()];
    },
  });
  const waiting = queue.ask({ kind: 'find', until: soon(), prepare: nothing, work: async () => 'worked on' }).catch(refusal);
  expect(await begun).toEqual([false, true]);
  expect(await waiting).toBe('STORE_BUSY');
});

test('a question that fails gives its turn on', async () => {
  const queue = createQuestionQueue(new StopFlag());
  const failing = queue.ask({ kind: 'a', until: soon(), prepare: nothing, work: async () => Promise.reject(new Error('no')) });
  const next = queue.ask({ kind: 'a', until: soon(), prepare: nothing, work: async () => 'next' });
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
