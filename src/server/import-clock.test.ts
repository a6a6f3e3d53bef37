import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeFrame, encodeHep3, encodePcap, joinBytes } from '../testing/index.ts';
import { encodeRecord } from '../wire/index.ts';
import { importFile, type ImportReport } from './import.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const NOW = 1_700_000_000;
const TEN_YEARS = 315_576_000;
const DAY_OF_NOW = 'calls-2023-11-14.db';
const CALLER = '192.0.2.1:5060';
const CALLEE = '198.51.100.9:5060';

/** One SIP message when it was captured. */
interface Captured {
  readonly at: number;
  readonly src: string;
  readonly dst: string;
  readonly text: string;
}

function message(at: number, callId: string, startLine: string, cseq: string): Captured {
  const isAnswer = startLine.startsWith('SIP/2.0');
  const isFirst = startLine.startsWith('INVITE');
  const text = [
    startLine,
    `Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${callId}-${cseq.replace(' ', '-')}`,
    `From: <sip:+15550101@example.com>;tag=from`,
    `To: <sip:+15550100@example.com>${isFirst ? '' : ';tag=to'}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  return { at, src: isAnswer ? CALLEE : CALLER, dst: isAnswer ? CALLER : CALLEE, text };
}

const REQUEST = 'sip:+15550100@example.com SIP/2.0';
const options = (at: number, callId = 'options'): Captured => message(at, callId, `OPTIONS ${REQUEST}`, '1 OPTIONS');
const ringing = (at: number, callId: string): readonly Captured[] => [
  message(at, callId, `INVITE ${REQUEST}`, '1 INVITE'),
  message(at + 0.5, callId, 'SIP/2.0 180 Ringing', '1 INVITE'),
];
const answered = (at: number, callId: string): readonly Captured[] => [
  message(at, callId, 'SIP/2.0 200 OK', '1 INVITE'),
  message(at + 0.05, callId, `ACK ${REQUEST}`, '1 ACK'),
];
const ended = (at: number, callId: string): readonly Captured[] => [
  message(at, callId, `BYE ${REQUEST}`, '2 BYE'),
  message(at + 0.05, callId, 'SIP/2.0 200 OK', '2 BYE'),
];
/** Rings for 4 s, is answered and ends 20 s later. */
const call = (at: number, callId: string): readonly Captured[] => [
  ...ringing(at, callId),
  ...answered(at + 4, callId),
  ...ended(at + 24, callId),
];
const inOrder = (...groups: readonly (readonly Captured[])[]): readonly Captured[] => groups.flat().toSorted((a, b) => a.at - b.at);
/** A call every second. */
const traffic = (count: number): readonly Captured[] =>
  inOrder(...Array.from({ length: count }, (_, index) => call(NOW + index, `call-${index}`)));
/** The messages with another one in the midst. */
const withAmidst = (messages: readonly Captured[], ...others: readonly Captured[]): readonly Captured[] =>
  messages.toSpliced(Math.floor(messages.length / 2), 0, ...others);

const hep = ({ at, src, dst, text }: Captured): Uint8Array => encodeHep3({ at, src, dst, payload: text });
const FORMATS = {
  pcap: (all: readonly Captured[]) =>
    encodePcap(all.map(({ text, ...rest }) => encodeFrame({ ...rest, payload: new TextEncoder().encode(text) }))),
  hepbin: (all: readonly Captured[]) => joinBytes(...all.map((one) => encodeRecord(one.at, hep(one)))),
  stream: (all: readonly Captured[]) => joinBytes(...all.map(hep)),
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-import-clock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function imported(all: readonly Captured[], format: keyof typeof FORMATS = 'pcap', isStored = false): Promise<ImportReport> {
  const path = join(folder, `capture.${format}`);
  writeFileSync(path, FORMATS[format](all));
  return importFile({ path, isStored, settings: resolveSettings({ flags: { store: join(folder, 'store') }, env: {} }) });
}

const daysStored = (): readonly string[] => readdirSync(join(folder, 'store')).filter((name) => /^calls-.*\.db$/.test(name));
const endings = ({ calls }: ImportReport): readonly string[] => calls.map(({ outcome, ended: end }) => `${outcome} ${end}`);
const times = ({ calls }: ImportReport): readonly number[] => calls.map(({ startedAt }) => startedAt - NOW);

describe.each(['pcap', 'hepbin', 'stream'] as const)('%s', (format) => {
  test.each([
    ['ten years ahead', TEN_YEARS],
    ['ten minutes ahead', 600],
    ['of 1970', -NOW],
    ['of twelve years ago', -1.2 * TEN_YEARS],
  ])('one record %s sweeps no call and makes no day of its own', async (_what, seconds) => {
    const report = await imported(withAmidst(traffic(50), options(NOW + seconds)), format, true);
    expect(endings(report)).toEqual(Array.from({ length: 50 }, () => 'answered bye'));
    expect(report.kpis.scr).toBe(1);
    expect(report.clockFallbacks).toEqual({ skewed: 1 });
    expect(daysStored()).toEqual([DAY_OF_NOW]);
  });

  test('the INVITE of a call whose record is ten years ahead is taken at the time of those around it', async () => {
    const report = await imported(withAmidst(traffic(10), message(NOW + TEN_YEARS, 'late', `INVITE ${REQUEST}`, '1 INVITE')), format);
    expect(times(report).every((seconds) => seconds < 60)).toBe(true);
    expect(report.clockFallbacks).toEqual({ skewed: 1 });
  });

  test('a first record that lies years away from the others does not decide the clock', async () => {
    for (const seconds of [-NOW, -2 * TEN_YEARS + 1, 400, TEN_YEARS]) {
      const report = await imported([options(NOW + seconds), ...traffic(10)], format, true);
      expect([seconds, endings(report)]).toEqual([seconds, Array.from({ length: 10 }, () => 'answered bye')]);
      expect(report.clockFallbacks).toEqual({ skewed: 1 });
      expect(daysStored()).toEqual([DAY_OF_NOW]);
    }
  });

  test('a quiet night is one: what comes after it keeps its time, and what rang before it is swept', async () => {
    const morning = NOW + 28_800;
    const report = await imported([...ringing(NOW, 'evening'), ...call(morning, 'morning')], format, true);
    expect(times(report)).toEqual([0, 28_800]);
    expect(endings(report)).toEqual(['unknown undefined', 'answered bye']);
    expect(report.clockFallbacks).toEqual({});
  });

  test('records that are each ten minutes apart keep their times', async () => {
    const report = await imported(
      inOrder(...[0, 600, 1200, 1800].map((seconds) => ringing(NOW + seconds, `call-${seconds}`).slice(0, 1))),
      format,
    );
    expect(times(report)).toEqual([0, 600, 1200, 1800]);
    expect(report.clockFallbacks).toEqual({});
  });

  test('the last record keeps its time after a quiet hour, and sweeps nothing', async () => {
    const messages = [...ringing(NOW, 'talk'), ...answered(NOW + 4, 'talk'), ...ringing(NOW + 10, 'rings')];
    const report = await imported([...messages, ...ended(NOW + 3604, 'talk').slice(0, 1)], format);
    expect(report.calls).toMatchObject([{ talkSeconds: 3600, ended: 'bye' }, { ended: 'open' }]);
    expect(report.clockFallbacks).toEqual({});
  });

  test('a last record of years ahead is taken at the time of those before it, and sweeps nothing', async () => {
    const report = await imported([...ringing(NOW, 'rings'), ...ringing(NOW + 2, 'too'), options(NOW + TEN_YEARS)], format, true);
    expect(endings(await imported([...ringing(NOW, 'rings'), ...ringing(NOW + 2, 'too')], format))).toEqual(endings(report));
    expect(report.calls.every(({ ended: end }) => end === 'open')).toBe(true);
    expect(report.clockFallbacks).toEqual({ skewed: 1 });
    expect(daysStored()).toEqual([DAY_OF_NOW]);
  });

  test('records of a clock that was never set keep their distances', async () => {
    const report = await imported(call(10, 'unset'), format);
    expect(report.calls).toMatchObject([{ startedAt: 10, talkSeconds: 20 }]);
    expect(report.clockFallbacks).toEqual({});
  });

  test('two imports of a file with a record of another time are the same JSON', async () => {
    const all = withAmidst(traffic(10), options(NOW + TEN_YEARS));
    expect(JSON.stringify(await imported(all, format))).toBe(JSON.stringify(await imported(all, format)));
  });

  test('a store takes no record of the time to come, nor one from before 1990: they are counted, and the report without a store has them', async () => {
    const ahead = Math.floor(Date.now() / 1000) + 86_400;
    const all = [...call(NOW, 'now'), ...call(ahead, 'ahead')];
    expect((await imported(all, format)).calls).toHaveLength(2);
    const report = await imported(all, format, true);
    expect([report.calls.length, report.rejects]).toEqual([1, { time_ahead: 6 }]);
    const unset = await imported(call(10, 'unset'), format, true);
    expect([unset.calls.length, unset.rejects]).toEqual([0, { time_past: 6 }]);
    expect(daysStored()).toEqual([DAY_OF_NOW]);
  });
});
