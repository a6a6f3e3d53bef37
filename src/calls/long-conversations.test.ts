import { expect, test } from 'vitest';
import type { TrackerOutput } from '../core/index.ts';
import { playScene, SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';
import { watchTracker } from '../testing/watched-tracker.ts';
import { DEFAULT_TRACKER_SETTINGS } from './settings.ts';
import { createTracker } from './tracker.ts';

const ANSWERED = `
0.0 uac > proxy INVITE via=u1
1.0 proxy > uac 200 via=u1 to=b se=90
1.1 uac > proxy ACK via=u2 to=b`;

/** A refresh every 45 s. */
function refreshes(count: number): string {
  return Array.from({ length: count }, (_, n) => {
    const at = 45 * (n + 1);
    return `${at}.0 uac > proxy UPDATE via=r${n} to=b cseq=${n + 2}\n${at}.1 proxy > uac 200 via=r${n} to=b cseq=${n + 2} of=UPDATE se=90`;
  }).join('\n');
}

test('a call that is refreshed ends with its BYE, one that is not with its session', () => {
  const bye = '255.0 uac > proxy BYE via=z to=b cseq=99';
  expect(playScene(`${ANSWERED}\n${refreshes(5)}\n${bye}`).calls[0]).toMatchObject({ ended: 'bye', talkSeconds: 254 });
  expect(playScene(`${ANSWERED}\n${bye.replace('255', '70')}`).calls[0]).toMatchObject({ ended: 'session_expired' });
});

// RFC 4028 10: without a refresh the BYE comes before the end of the interval, by the lesser of 32 s and a third of it. The 200 came at 1.0.
test.each([
  [90, 61],
  [300, 269],
  [1800, 1769],
])('a session of %i s without a refresh expires from %f s on, and a BYE before that is one of its parties', (seconds, from) => {
  const answered = ANSWERED.replace('se=90', `se=${seconds}`);
  const ended = (at: number) => playScene(`${answered}\n${at.toFixed(1)} uac > proxy BYE via=z to=b cseq=99`).calls[0]?.ended;
  expect([ended(from - 0.1), ended(from)]).toEqual(['bye', 'session_expired']);
});

test('a call with more refreshes than a timeline holds is judged by the newest one', () => {
  const play = { settings: { maxTimeline: 8 } };
  const scene = `${ANSWERED}\n${refreshes(20)}`;
  const played = playScene(`${scene}\n905.0 uac > proxy BYE via=z to=b cseq=99`, play);
  expect(played.calls[0]).toMatchObject({ ended: 'bye', talkSeconds: 904, messages: 44 });
  expect(playScene(`${scene}\n980.0 uac > proxy BYE via=z to=b cseq=99`, play).calls[0]).toMatchObject({ ended: 'session_expired' });
  const swept = playScene(scene, { ...play, runOnSeconds: 200 }).calls[0];
  expect(swept).toMatchObject({ ended: 'unknown' });
  // 90 s and a tenth after the last refresh at 900.1 s, and the next look.
  expect((swept?.endedAt ?? 0) - SCENE_START).toBeCloseTo(999.2, 0);
});

test('a stored timeline that is full leaves out refreshes, says how many, and keeps what ends the call', () => {
  const played = playScene(`${ANSWERED}\n${refreshes(20)}\n905.0 uac > proxy BYE via=z to=b cseq=99`, { settings: { maxTimeline: 8 } });
  const timeline = [...played.timelines.values()][0] ?? [];
  const left = played.events.flatMap((event) => (event.type === 'event.dropped' && event.reason === 'timeline_full' ? event.count : []));
  expect(timeline.map(({ method }) => method).at(-1)).toBe('BYE');
  expect(timeline).toHaveLength(9);
  expect(left.reduce((sum, count) => sum + count, 0)).toBe(35);
});

/** re-INVITEs every so many seconds, on one hop or on both sides of a proxy. */
function reinvites(count: number, everySeconds: number, isProxied: boolean): string {
  return Array.from({ length: count }, (_, n) => {
    const at = everySeconds * (n + 1);
    const far = `
${at}.01 proxy > uas INVITE via=p${n},r${n} to=b cseq=${n + 2}
${at}.02 uas > proxy 200 via=p${n},r${n} to=b cseq=${n + 2} se=90
${at}.05 proxy > uas ACK via=pk${n},k${n} to=b cseq=${n + 2}`;
    return `
${at}.0 uac > proxy INVITE via=r${n} to=b cseq=${n + 2}
${at}.03 proxy > uac 200 via=r${n} to=b cseq=${n + 2} se=90
${at}.04 uac > proxy ACK via=k${n} to=b cseq=${n + 2}${isProxied ? far : ''}`;
  }).join('\n');
}

test.each([false, true])('a call that is refreshed every 45 s for 10 hours ends with its BYE, over two hops: %s', (isProxied) => {
  const scene = `${ANSWERED}\n${reinvites(799, 45, isProxied)}\n36001.0 uac > proxy BYE via=z to=b cseq=900`;
  const played = playScene(scene);
  expect(played.calls).toMatchObject([{ ended: 'bye', talkSeconds: 36_000, reinvites: 799, messages: 799 * (isProxied ? 6 : 3) + 4 }]);
});

test('a call whose timeline is full of what decides still has room for its BYE', () => {
  const scene = `${ANSWERED}\n${Array.from({ length: 60 }, (_, n) => `5.${n + 100} uac > proxy INVITE via=r${n} to=b cseq=${n + 2}`).join('\n')}`;
  const played = playScene(`${scene}\n9 uac > proxy BYE via=z to=b cseq=99\n9.1 proxy > uac 200 via=z to=b cseq=99 of=BYE`, {
    settings: { maxTimeline: 8 },
  });
  expect(played.calls).toMatchObject([{ ended: 'bye', talkSeconds: 8 }]);
});

test('a call read back with a full timeline is not swept by the session timer of an old refresh', () => {
  const settings = { maxTimeline: 8 };
  const before = playScene(`${ANSWERED}\n${refreshes(20)}`, { settings, runOnSeconds: 5 });
  const { record, timeline } = { record: before.calls[0], timeline: [...before.timelines.values()][0] ?? [] };
  if (record === undefined) throw new Error('no call');
  const { caller: _, callerName: _name, callee: __, ...call } = record;
  const outputs: TrackerOutput[] = [];
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    emit: () => undefined,
    hashId: (text) => `#${text}`,
    hashCallId: (text) => `#${text}`,
    trunkOf: () => undefined,
    output: (output) => outputs.push(output),
  });
  tracker.adopt([{ call, timeline }], SCENE_START + 910);
  tracker.tick(SCENE_START + 1200);
  expect(tracker.counts.answered).toBe(1);
});

test('a subscription whose beginning was not seen goes on for hours without a loss', () => {
  const { tracker, emit, events } = watchTracker({ maxTimeline: 16 });
  const scene = Array.from({ length: 200 }, (_, n) => `${n * 30}.0 uac > proxy NOTIFY via=n${n} to=b cseq=${n + 1}`).join('\n');
  for (const event of sceneEvents(readScene(scene, SCENE_START))) {
    emit(event);
    tracker.tick(event.at + 0.2);
  }
  tracker.tick(SCENE_START + 7200);
  expect(events.filter((event) => event.type === 'sip.request')).toHaveLength(200);
  expect(events.filter((event) => event.type === 'event.dropped')).toEqual([]);
});
