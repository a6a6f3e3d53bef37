import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import type { StoreFromMain } from './messages.ts';
import { runThread } from './run-thread.ts';

test('the death of a thread is logged, told, and fails what is asked of it', async () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => void lines.push(line));
  // Without the port it needs, the store thread ends at once.
  const thread = runThread<StoreFromMain>('store', 'STORE_STUCK', {}, [], log);
  const asked = thread.caller.call('open', {});
  await expect(asked).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(await thread.died).toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('The store thread has ended') });
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ level: 'error', component: 'store', code: 'INTERNAL' }]);
  expect(await thread.end(60)).toBe(true);
});

test('a thread that needs more memory than its heap may hold ends by itself and says so', async () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => void lines.push(line));
  // Too little even for its code.
  const thread = runThread<StoreFromMain>('store', 'STORE_STUCK', {}, [], log, { maxOldGenerationSizeMb: 2, maxYoungGenerationSizeMb: 1 });
  await expect(thread.caller.call('open', {})).rejects.toMatchObject({ code: 'HEAP_EXHAUSTED' });
  expect(await thread.died).toMatchObject({ code: 'HEAP_EXHAUSTED', message: expect.stringContaining('The store thread') });
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ level: 'error', component: 'store', code: 'HEAP_EXHAUSTED' }]);
});

test('a thread that is ended on purpose did not die', async () => {
  const lines: string[] = [];
  const [http, query] = [new MessageChannel(), new MessageChannel()];
  const data = { path: '/nonexistent', address: '', httpPort: http.port1, queryPort: query.port1 };
  const thread = runThread<StoreFromMain>(
    'store',
    'STORE_STUCK',
    data,
    [http.port1, query.port1],
    createLog('info', (line) => void lines.push(line)),
  );
  expect(await thread.end(60)).toBe(true);
  expect(await Promise.race([thread.died, Promise.resolve('no')])).toBe('no');
  expect(lines).toEqual([]);
});
