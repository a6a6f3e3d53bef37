import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallWithTimeline } from '../../core/index.ts';
import { openSqlite } from '../../stores/index.ts';
import { importFile } from '../import.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { callPackets, captureHead } from './call-capture.ts';
import { pseudonymsOf } from './pseudonyms.ts';

const KAMAILIO = new URL('../../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url).pathname;
let folder = '';
let calls: readonly CallWithTimeline[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-handover-'));
  const settings = resolveSettings({ flags: { store: join(folder, 'store') }, env: {} });
  const { calls: found } = await importFile({ path: KAMAILIO, isStored: true, settings });
  const store = await openSqlite({ path: join(folder, 'store'), readOnly: true });
  calls = (await Promise.all(found.map(async ({ id }) => store.findCalls(id)))).flat();
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(parts: readonly Uint8Array[]): string {
  const path = join(folder, 'made.pcapng');
  writeFileSync(path, Buffer.concat([captureHead(false), ...parts]));
  return path;
}

const made = (one: CallWithTimeline): Uint8Array => callPackets(one, { callId: one.call.callId, ...pseudonymsOf(one.call, 'masked') });

test('what is made from timelines is read again as the same calls', async () => {
  const settings = resolveSettings({ flags: {}, env: {} });
  const again = await importFile({ path: written(calls.map(made)), isStored: false, settings });
  const essence = (
    all: readonly {
      readonly startedAt: number;
      readonly outcome?: string;
      readonly sipCode?: number;
      readonly hopCode?: number;
      readonly cause?: string;
      readonly talkSeconds?: number;
    }[],
  ) =>
    all
      .map(({ startedAt, outcome, sipCode, hopCode, cause, talkSeconds }) => ({ startedAt, outcome, sipCode, hopCode, cause, talkSeconds }))
      .toSorted((a, b) => a.startedAt - b.startedAt);
  expect(calls.length).toBe(21);
  expect(again.rejects).toEqual({});
  expect(essence(again.calls)).toEqual(essence(calls.map(({ call }) => call)));
});

test('people stand in it as pseudonyms, equal for equal people, and everything says that it was made', () => {
  const text = Buffer.concat(calls.map(made)).toString('latin1');
  expect(text).not.toMatch(/sip:\+?\d*100[123]@/);
  const users = new Set(text.match(/From: <sip:[^@]+@/g));
  expect(users.size).toBe(new Set(calls.map(({ call }) => call.caller?.hash)).size);
  expect(text.match(/X-Ringscope: Made from the timeline/g)?.length).toBe(calls.reduce((sum, { timeline }) => sum + timeline.length, 0));
});

test('a message that was kept is written as it was, and only the others are marked', () => {
  const [one] = calls;
  if (one === undefined) throw new Error('No call.');
  const [first] = one.timeline;
  const kept = [{ at: first?.receivedAt ?? 0, text: 'INVITE sip:+15550100017@example.com SIP/2.0\r\nCall-ID: kept\r\n\r\n' }];
  const text = Buffer.from(callPackets(one, { callId: one.call.callId }, kept)).toString('latin1');
  expect(text.match(/sip:\+15550100017@example\.com/g)).toHaveLength(1);
  expect(text.match(/X-Ringscope: Made/g)).toHaveLength(one.timeline.length - 1);
});
