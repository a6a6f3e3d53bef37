import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { settledCalls } from '../peers/ringscope.ts';
import { commandOf, requires } from '../peers/requires.ts';
import { runCommand } from '../run-command.ts';
import { BUSY, CONGESTED, DEAD, OFFICE, openOffice, SHARED, type Office } from './office.ts';

const CALLS = 16;
let office: Office;

/** What a command writes to somebody who knows nothing but the address of the server. */
async function say(...words: readonly string[]): Promise<string> {
  const { out } = await runCommand(words, { RINGSCOPE_URL: office.ringscope.url }, { columns: 80 });
  return out;
}

/** What the steps read of an answer. */
const shownCall = z.looseObject({ id: z.string(), callId: z.string(), trunk: z.string(), sipCode: z.number(), outcome: z.string() });
const shownAnswer = z.object({
  calls: z.array(shownCall).default([]),
  failures: z.array(z.object({ reason: z.string(), call: shownCall })).default([]),
  values: z.array(z.object({ value: z.string(), attempts: z.number(), answered: z.number() })).default([]),
});

async function answer(...words: readonly string[]): Promise<z.infer<typeof shownAnswer>> {
  return shownAnswer.parse(JSON.parse(await say(...words, '--json')));
}

/** A text as it was before it was broken into lines. */
function joined(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

requires(
  'kamailio',
  'sipp',
  'tshark',
)('An operator who knows nothing but the address of the server learns that', () => {
  beforeAll(async () => {
    office = await openOffice(({ southPort, northPort }) => [
      '--trunks',
      [
        `phones=access;${OFFICE}/32;${BUSY}/32`,
        `silent=${DEAD}/32`,
        `full=${CONGESTED.map((address) => `${address}/32`).join(';')}`,
        `south=${SHARED}:${southPort}`,
        `north=${SHARED}:${northPort}`,
      ].join(','),
    ]);
    await office.call('+44201', 3);
    await office.call('+441911', 2);
    await office.call('+88110', 3, '408');
    for (const end of ['1', '2', '3', '4']) await office.call(`+155501${end}`, 1, '500');
    await office.call('+88210', 2, '403');
    await office.call('+49301', 2, '486');
    await settledCalls(office.ringscope, 'walk', CALLS);
  });
  afterAll(async () => office?.stop());

  test('packets arrive and nothing is wrong with them', async () => {
    expect(await say('sources')).toMatch(/^hep: \d+ frames, .*; 0 refused[^]*Nothing is wrong with what arrives\.\n$/);
  });

  test('calls are sick, and that is not the fault of the server', async () => {
    expect(await say('health')).toMatch(/^Calls are degraded: 16 in the last hour, NER 50\.0 %/);
    expect(await say('status')).toMatch(/ is ready\./);
  });

  test('which carriers: the silent one and the full one lose all calls, the two behind one address none', async () => {
    const { values } = await answer('top', '--by', 'hopTrunk');
    const counts = Object.fromEntries(values.map((one) => [one.value, [one.attempts, one.answered]]));
    expect(counts).toMatchObject({ silent: [3, 0], full: [4, 0], south: [3, 3], north: [2, 2] });
  });

  test('since when and how many: each carrier has its failures, with the hop that is to blame', async () => {
    const silent = await answer('failures', '--since', '1h', '--hop-trunk', 'silent');
    expect(silent.failures.map((one) => [one.call.trunk, one.call.sipCode, one.call['cause']])).toEqual(
      Array.from({ length: 3 }, () => ['silent', 408, 'no_response']),
    );
    const full = await answer('failures', '--since', '1h', '--hop-code', '503');
    expect(full.failures).toHaveLength(4);
    for (const { reason, call } of full.failures) {
      expect(call).toMatchObject({ trunk: 'full', sipCode: 500, hopCode: 503 });
      expect(reason).toMatch(/at full \(127\.0\.0\.2[1-4]:\d+\) with 503 Service Unavailable \(congestion\); the caller saw 500/);
    }
  });

  test('a carrier that never answered is named as such, not the proxy that said 408', async () => {
    const { calls } = await answer('calls', '--hop-trunk', 'silent');
    const text = joined(await say('call', calls[0]?.id ?? '', '--ladder'));
    expect(text).toMatch(
      /^The next hop silent \(127\.0\.0\.11:\d+\) never answered the INVITE \(no_response\); the caller saw 408 Request Timeout; 3 such calls/,
    );
    expect(text).toMatch(/INVITE SDP sent 2x/);
  });

  test('which calls: those like one are listed', async () => {
    const { calls } = await answer('calls', '--hop-trunk', 'silent');
    const similar = await answer('similar', calls[1]?.id ?? '');
    expect(similar.calls.map((one) => one.id).toSorted()).toEqual(calls.map((one) => one.id).toSorted());
  });

  test('a phone that may not call and a phone that is busy are no failures of a carrier', async () => {
    const refused = await answer('calls', '--cause', 'auth');
    expect(refused.calls.map((one) => [one.outcome, one.sipCode, one['isChallenged']])).toEqual([
      ['rejected', 403, true],
      ['rejected', 403, true],
    ]);
    const busy = await answer('calls', '--outcome', 'busy');
    expect(busy.calls).toHaveLength(2);
    expect(joined(await say('call', busy.calls[0]?.id ?? ''))).toMatch(
      /^The callee was busy and refused the call at phones \(127\.0\.0\.41:\d+\) with 486/,
    );
  });

  test('a failed call is handed over as a capture in which tshark finds the same dialog', async () => {
    const { calls } = await answer('calls', '--hop-code', '503');
    const { id, callId } = calls[0] ?? { id: '', callId: '' };
    const response = await fetch(`${office.ringscope.url}/api/v1/calls/${id}/pcap`);
    const path = join(office.folder, 'failed.pcapng');
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    const fields = ['sip.Call-ID', 'sip.Method', 'sip.Status-Code', 'ip.dst'].flatMap((name) => ['-e', name]);
    const rows = execFileSync(commandOf('tshark'), ['-r', path, '-Y', 'sip', '-T', 'fields', ...fields], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(new Set(rows.map(([one]) => one))).toEqual(new Set([callId]));
    // What the proxy has sent and what it has got meanwhile are told by two of its processes, in any order.
    const messages = rows.map(([, method = '', status = '']) => method || status);
    expect(messages.toSorted()).toEqual(['100', '500', '503', 'ACK', 'ACK', 'INVITE', 'INVITE']);
    expect(messages[0]).toBe('INVITE');
    expect(CONGESTED).toContain(rows[messages.lastIndexOf('INVITE')]?.[3]);
  });
});
