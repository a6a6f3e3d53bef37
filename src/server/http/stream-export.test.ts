import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { createRegistry } from '../../metrics/index.ts';
import { createApp } from './app.ts';
import type { AppContext } from './app-context.ts';
import type { Exports } from './exports.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An app whose exports give these chunks, and what it did with them. */
function appWith(next: () => Promise<Uint8Array | undefined>) {
  const logged: { readonly level: string; readonly code?: string }[] = [];
  const refused: string[] = [];
  let ended = 0;
  const exports: Exports = {
    async open(_request, ready) {
      await ready();
      return { next, end: () => void (ended += 1) };
    },
    close: async () => undefined,
  };
  const answer = { call: async () => ({ lsn: 0, isApplied: true, lacking: [] }), fail: () => undefined };
  const context = {
    version: '1.2.3',
    now: () => 1_700_000_000,
    main: { ...answer, tell: (_kind: string, line: { readonly level: string }) => void logged.push(line) },
    store: { ...answer, tell: () => undefined },
    query: { ...answer, tell: () => undefined },
    exports,
    hashId: (text: string) => text,
    hashNumber: (text: string) => text,
    output: 'masked',
    credentials: {
      identify: () => undefined,
      isNeeded: false,
      challenge: '',
      addressOf: (peer: string) => peer,
      secondsRefused: () => 0,
      isAllowed: () => true,
    },
    policy: { allow: undefined, isOpen: false, openProbes: true },
    hasVoiceSkill: false,
    voiceSkillClock: () => 0,
    present: (call: object) => call,
    presentNumbers: (call: object) => call,
    heartbeatAgeSeconds: () => 0.1,
    health: async () => ({ status: 'ready', checks: [] }),
    metrics: createRegistry(),
    isSynthetic: false,
    exportStallSeconds: 30,
    hosts: ['test'],
    refused: (reason: string) => void refused.push(reason),
    explain: () => 'The log says it.',
  };
  // The threads behind these callers answer everything alike.
  const app = createApp(context as unknown as AppContext);
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  return {
    outgoing,
    logged,
    refused,
    ended: () => ended > 0,
    get: async () => app.fetch(new Request('http://test/api/v1/export?format=csv'), { outgoing }),
  };
}

const chunk = () => Promise.resolve(new Uint8Array(65_536));

test('a client that takes nothing for 30 s is cut off and its export freed, one that takes a chunk in time is not', async () => {
  const { get, outgoing, ended, logged, refused } = appWith(chunk);
  const reader = (await get()).body?.getReader();
  for (let taken = 0; taken < 4; taken += 1) {
    await vi.advanceTimersByTimeAsync(29_000);
    expect((await reader?.read())?.value).toHaveLength(65_536);
  }
  expect([outgoing.destroyed, ended()]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(31_000);
  expect([outgoing.destroyed, ended()]).toEqual([true, true]);
  expect(logged).toHaveLength(1);
  expect(refused).toEqual(['slow_reader']);
});

test('an export may take six hours and no longer', async () => {
  const { get, outgoing, ended } = appWith(chunk);
  const reader = (await get()).body?.getReader();
  for (let minutes = 0; minutes < 359 * 4; minutes += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    await reader?.read();
  }
  expect([outgoing.destroyed, ended()]).toEqual([false, false]);
  for (let minutes = 0; minutes < 8; minutes += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    if (!ended()) await reader?.read();
  }
  expect([outgoing.destroyed, ended()]).toEqual([true, true]);
});

test('a client that goes away frees its export at once', async () => {
  const { get, ended, logged } = appWith(chunk);
  await (await get()).body?.cancel();
  expect([ended(), logged]).toEqual([true, []]);
});

test('an export that fails in the middle cuts the connection and writes one line with a code', async () => {
  let chunks = 0;
  const { get, outgoing, logged, ended } = appWith(async () => {
    chunks += 1;
    if (chunks === 3) throw new TeleError('STORE_CORRUPT', 'A file is damaged.');
    return chunk();
  });
  const reader = (await get()).body?.getReader();
  for (let taken = 0; taken < 2; taken += 1) await reader?.read();
  await vi.advanceTimersByTimeAsync(1);
  expect([outgoing.destroyed, ended()]).toEqual([true, true]);
  expect(logged).toMatchObject([{ level: 'error', code: 'STORE_CORRUPT' }]);
});
