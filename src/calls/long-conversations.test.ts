import { expect, test } from 'vitest';
import { createPipeline, type TelephonyEvent } from '../core/index.ts';
import { countEvents, playScene, SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';
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

test('a call whose later refreshes found no room is neither swept nor called expired', () => {
  const played = playScene(`${ANSWERED}\n${refreshes(20)}\n905.0 uac > proxy BYE via=z to=b cseq=99`, { settings: { maxTimeline: 8 } });
  expect(played.calls[0]).toMatchObject({ ended: 'bye', talkSeconds: 904 });
  expect(countEvents(played, 'event.dropped', (event) => event.reason === 'timeline_full')).toBeGreaterThan(20);
});

test('a subscription whose beginning was not seen goes on for hours without a loss', () => {
  const events: TelephonyEvent[] = [];
  const pipeline = createPipeline(() => SCENE_START);
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, maxTimeline: 16 },
    emit: pipeline.emit,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: () => undefined,
    output: () => undefined,
  });
  pipeline.add(tracker);
  pipeline.add({ name: 'collector', accept: (event) => void events.push(event) });
  const scene = Array.from({ length: 200 }, (_, n) => `${n * 30}.0 uac > proxy NOTIFY via=n${n} to=b cseq=${n + 1}`).join('\n');
  for (const event of sceneEvents(readScene(scene, SCENE_START))) {
    pipeline.emit(event);
    tracker.tick(event.at + 0.2);
  }
  expect(events.filter((event) => event.type === 'sip.request')).toHaveLength(200);
  expect(events.filter((event) => event.type === 'event.dropped')).toEqual([]);
});
