import { describe, expect, test } from 'vitest';
import {
  createPipeline,
  type CallWithTimeline,
  type StoredCall,
  type TelephonyEvent,
  type TrackerOutput,
  labelText,
} from '../core/index.ts';
import { countEvents, playScene, SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';
import { DEFAULT_TRACKER_SETTINGS } from './settings.ts';
import { createTracker } from './tracker.ts';

const ANSWERED = `
0.0 uac > proxy INVITE via=u1
0.5 proxy > uac 180 via=u1 to=b
1.0 proxy > uac 200 via=u1 to=b
1.1 uac > proxy ACK via=u2 to=b`;
const BYE = `
9.0 proxy > uac BYE via=s1 from=b to=a
9.1 uac > proxy 200 via=s1 from=b to=a of=BYE`;

function makeTracker(settings: Partial<typeof DEFAULT_TRACKER_SETTINGS> = {}) {
  const events: TelephonyEvent[] = [];
  const outputs: TrackerOutput[] = [];
  const pipeline = createPipeline(() => SCENE_START);
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    emit: pipeline.emit,
    hashId: (text) => `#${text}`,
    hashCallId: (text) => `#${text}`,
    trunkOf: () => undefined,
    output: (output) => outputs.push(output),
  });
  pipeline.add(tracker);
  pipeline.add({ name: 'collector', accept: (event) => void events.push(event) });
  return { tracker, pipeline, events, outputs };
}

/** What a store gives back for the open calls of these outputs. */
function storedOpen(outputs: readonly TrackerOutput[]): readonly CallWithTimeline[] {
  const byId = new Map<string, CallWithTimeline>();
  for (const output of outputs) {
    if (output.type === 'registration.closed' || output.type === 'latency.measured') continue;
    // JSON leaves the private fields out, and without them a record is a stored one.
    const call = JSON.parse(JSON.stringify(output.record)) as StoredCall;
    byId.set(call.id, { call, timeline: [...(byId.get(call.id)?.timeline ?? []), ...output.timeline] });
  }
  return [...byId.values()].filter(({ call }) => call.state !== 'ended' || call.isProvisional);
}

describe('a restart', () => {
  test('takes back an answered call: its BYE ends it with the right talk time, and nothing is counted twice', () => {
    const first = playScene(ANSWERED);
    const { tracker, pipeline, events, outputs } = makeTracker();
    tracker.adopt(storedOpen(first.outputs), SCENE_START + 8);
    expect(tracker.counts).toEqual({ setup: 0, ringing: 0, answered: 1 });
    for (const event of sceneEvents(readScene(BYE, SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 9.2);
    tracker.tick(SCENE_START + 20);
    const last = outputs.at(-1);
    expect(last).toMatchObject({
      type: 'call.closed',
      record: { id: first.calls[0]?.id, outcome: 'answered', ended: 'bye', releasedBy: 'callee', talkSeconds: 8, callId: 'c1@scene' },
    });
    expect(events.filter((event) => event.type === 'call.answered')).toHaveLength(0);
    expect(events.filter((event) => event.type === 'call.offered')).toHaveLength(0);
    expect(events.filter((event) => event.type === 'call.ended')).toHaveLength(1);
    expect(events.filter((event) => event.type === 'sip.request').map((event) => event.method)).toEqual(['BYE']);
  });

  test('counts a call that was taken back once, before and after its next message, and not once it is over', () => {
    const { tracker, pipeline, events } = makeTracker();
    tracker.adopt(storedOpen(playScene(ANSWERED).outputs), SCENE_START + 8);
    for (const event of sceneEvents(readScene('8.5 uac > proxy INFO via=i1 to=b cseq=2', SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 8.6);
    expect(tracker.counts).toEqual({ setup: 0, ringing: 0, answered: 1 });
    expect(tracker.giveUp(SCENE_START + 60, true)).toHaveLength(1);
    for (const event of sceneEvents(readScene(BYE, SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 9.2);
    tracker.tick(SCENE_START + 20);
    tracker.tick(SCENE_START + 100);
    expect(tracker.counts).toEqual({ setup: 0, ringing: 0, answered: 0 });
    expect(events.flatMap((event) => (event.type === 'call.active' && event.state === 'answered' ? event.count : []))).not.toContain(2);
  });

  test('counts that a call rings once: when it was read back in the midst of it, and when it rings only then', () => {
    const [invite, ring] = ['0.0 uac > proxy INVITE via=u1', '0.5 proxy > uac 180 via=u1 to=b'];
    const ringsAfter = (before: string): number => {
      const { tracker, pipeline, events } = makeTracker();
      tracker.adopt(storedOpen(playScene(before, { runOnSeconds: 1.4 }).outputs), SCENE_START + 8);
      for (const event of sceneEvents(readScene('8.5 proxy > uac 180 via=u1 to=b', SCENE_START))) pipeline.emit(event);
      tracker.tick(SCENE_START + 10);
      return events.filter((event) => event.type === 'call.ringing').length;
    };
    expect([ringsAfter(invite), ringsAfter(`${invite}\n${ring}`)]).toEqual([1, 0]);
  });

  test('commits a call that had not settled when the process stopped', () => {
    const first = playScene(ANSWERED, { runOnSeconds: 0.5 });
    const { tracker, events } = makeTracker();
    tracker.adopt(storedOpen(first.outputs), SCENE_START + 60);
    expect(events.filter((event) => event.type === 'call.answered')).toHaveLength(1);
  });
});

describe('a bounded table', () => {
  test('lets go of the oldest unanswered call when it is full, and counts it', () => {
    const { tracker, pipeline, events } = makeTracker({ maxCalls: 2 });
    const calls = [1, 2, 3].map((n) => `${n}.0 uac > proxy INVITE via=u${n} call=k${n}`).join('\n');
    for (const event of sceneEvents(readScene(calls, SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 4);
    expect(tracker.counts.setup).toBe(2);
    expect(events.filter((event) => event.type === 'event.dropped')).toHaveLength(1);
    expect(events.find((event) => event.type === 'event.dropped')).toMatchObject({ stage: 'calls', reason: 'table_full', count: 1 });
  });

  test('a flood of requests that are no calls takes no place of a call, ringing or answered', () => {
    const calls = Array.from({ length: 40 }, (_, n) => {
      const answer = `1.${n + 10} proxy > uac 200 via=u${n} to=b call=k${n}\n1.${n + 60} uac > proxy ACK via=a${n} to=b call=k${n}`;
      const late = `25.${n + 10} proxy > uac 200 via=u${n} to=b call=k${n}\n25.${n + 60} uac > proxy ACK via=a${n} to=b call=k${n}`;
      return `0.${n + 10} uac > proxy INVITE via=u${n} call=k${n}\n0.${n + 60} proxy > uac 180 via=u${n} to=b call=k${n}\n${n < 20 ? answer : late}`;
    });
    const flood = Array.from({ length: 5000 }, (_, n) => `${2 + n / 250} phone > proxy OPTIONS via=o${n} call=f${n}`);
    const played = playScene([...calls, ...flood].join('\n'), { settings: { maxCalls: 100 } });
    expect(played.calls.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 40 }, () => 'answered'));
    expect(countEvents(played, 'call.answered')).toBe(40);
    expect(countEvents(played, 'event.dropped', (event) => event.reason === 'table_full')).toBe(4940);
  });

  test('lets go of calls that have settled before those that ring, and of answered ones last', () => {
    const { tracker, pipeline } = makeTracker({ maxCalls: 3 });
    const play = (scene: string, now: number): void => {
      for (const event of sceneEvents(readScene(scene, SCENE_START))) pipeline.emit(event);
      tracker.tick(SCENE_START + now, true);
    };
    play(ANSWERED.replaceAll('via', 'call=talks via'), 2);
    play('2 uac > proxy INVITE via=r1 call=rings\n2.1 proxy > uac 180 via=r1 to=b call=rings', 3);
    play('3 uac > proxy INVITE via=d1 call=done\n3.1 proxy > uac 486 via=d1 to=b call=done', 8);
    expect(tracker.counts).toEqual({ setup: 0, ringing: 1, answered: 1 });
    play('9 uac > proxy INVITE via=n1 call=new1', 9.2);
    expect(tracker.counts).toEqual({ setup: 1, ringing: 1, answered: 1 });
    play('10 uac > proxy INVITE via=n2 call=new2', 10.2);
    expect(tracker.counts).toEqual({ setup: 2, ringing: 0, answered: 1 });
    play('11 uac > proxy INVITE via=n3 call=new3\n11.1 uac > proxy INVITE via=n4 call=new4', 11.2);
    expect(tracker.counts).toEqual({ setup: 2, ringing: 0, answered: 1 });
  });

  test('lets go of no answered call for a newcomer: the newcomer is refused and counted, and every BYE ends its call', () => {
    const at = (scene: string, n: number, later: number): string =>
      scene.replaceAll('via=', `call=k${n} via=`).replaceAll(/^\d+\.\d/gm, (seconds) => `${Number(seconds) + later + n / 1000}`);
    const calls = Array.from({ length: 8 }, (_, n) => at(ANSWERED + BYE, n, 0));
    const newcomers = Array.from({ length: 4 }, (_, n) => at(ANSWERED + BYE, 8 + n, 4));
    const played = playScene([...calls, ...newcomers].join('\n'), { settings: { maxCalls: 8 } });
    expect(played.calls.filter(({ ended }) => ended === 'bye')).toHaveLength(8);
    expect(countEvents(played, 'call.answered')).toBe(8);
    expect(countEvents(played, 'sip.orphan')).toBe(0);
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'table_full')).toBeGreaterThan(0);
  });

  test('has room for the end of an answered call when the messages of all calls have none', () => {
    const infos = Array.from({ length: 40 }, (_, n) => `2.${n + 10} uac > proxy INFO via=i${n} to=b cseq=${n + 2}`).join('\n');
    const others = Array.from({ length: 20 }, (_, n) => `3.${n + 10} uac > proxy INVITE via=o${n} call=o${n}`).join('\n');
    const played = playScene(`${ANSWERED}\n${infos}\n${others}\n${BYE}`, { settings: { maxMessages: 10 } });
    expect(played.calls.find(({ callId }) => callId === 'c1@scene')).toMatchObject({ ended: 'bye', talkSeconds: 8 });
    // 34 details, and 20 new calls for which nothing can be let go.
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'timeline_full')).toBe(54);
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'table_full')).toBe(0);
  });

  test('refuses details of calls before it lets go of a call that nobody has answered', () => {
    const others = Array.from({ length: 3 }, (_, n) => `1.${n + 10} uac > proxy INVITE via=o${n} call=o${n}`).join('\n');
    const infos = Array.from({ length: 40 }, (_, n) => `2.${n + 10} uac > proxy INFO via=i${n} to=b cseq=${n + 2}`).join('\n');
    const played = playScene(`${ANSWERED}\n${others}\n${infos}`, { settings: { maxMessages: 10 } });
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'timeline_full')).toBe(37);
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'table_full')).toBe(0);
    expect(countEvents(played, 'call.offered')).toBe(4);
  });

  test('lets go of transactions and settled calls before details of calls, when messages have no room', () => {
    const pings = Array.from({ length: 6 }, (_, n) => `0.${n + 1} phone > proxy OPTIONS via=o${n} call=f${n} from=z`).join('\n');
    const infos = Array.from({ length: 6 }, (_, n) => `2.${n + 10} uac > proxy INFO via=i${n} to=b cseq=${n + 2}`).join('\n');
    const played = playScene(`${pings}\n${ANSWERED}\n${infos}`, { settings: { maxMessages: 10 } });
    expect(played.calls[0]).toMatchObject({ outcome: 'answered', messages: 10 });
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'timeline_full')).toBe(0);
    expect(countEvents(played, 'event.dropped', ({ reason }) => reason === 'table_full')).toBe(6);
  });

  test('keeps what decides a call when its timeline is full, and counts what it drops', () => {
    const infos = Array.from({ length: 40 }, (_, n) => `2.${n + 10} uac > proxy INFO via=i${n} to=b cseq=${n + 2}`).join('\n');
    const played = playScene(`${ANSWERED}\n${infos}\n${BYE}`, { settings: { maxTimeline: 10 } });
    expect(played.calls[0]).toMatchObject({ ended: 'bye', talkSeconds: 8 });
    expect(countEvents(played, 'event.dropped', (event) => event.reason === 'timeline_full')).toBe(34);
  });

  test('forgets a settled call once nothing late is expected', () => {
    const { tracker, pipeline } = makeTracker();
    for (const event of sceneEvents(readScene(ANSWERED + BYE, SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 20);
    tracker.tick(SCENE_START + 100);
    const { events } = { events: [] as TelephonyEvent[] };
    pipeline.add({ name: 'late', accept: (event) => void events.push(event) });
    for (const event of sceneEvents(readScene('120 uac > proxy BYE via=u9 to=b cseq=9', SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 130);
    expect(events.some((event) => event.type === 'sip.orphan')).toBe(true);
  });
});

describe('RTCP', () => {
  const report = (callId: string, seconds: number): TelephonyEvent => ({
    type: 'media.report',
    at: SCENE_START + seconds,
    receivedAt: SCENE_START + seconds,
    source: labelText('hep'),
    agent: labelText('2001'),
    callId,
  });

  test('keeps an answered call past its sweep, and only the call that it names', () => {
    const { tracker, pipeline, outputs } = makeTracker({ sweepAnsweredSeconds: 20 });
    for (const event of sceneEvents(readScene(ANSWERED + ANSWERED.replaceAll('via', 'call=c2 via'), SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 5);
    expect(tracker.counts.answered).toBe(2);
    pipeline.emit(report('c1@scene', 15));
    // One that arrived earlier takes nothing back.
    pipeline.emit(report('c1@scene', 3));
    tracker.tick(SCENE_START + 34);
    expect(tracker.counts.answered).toBe(1);
    expect(outputs.filter((output) => output.type === 'call.closed').map(({ record }) => record)).toMatchObject([
      { callId: 'c2@scene', ended: 'unknown' },
    ]);
    tracker.tick(SCENE_START + 36);
    expect(tracker.counts.answered).toBe(0);
    expect(outputs.at(-1)).toMatchObject({ type: 'call.closed', record: { callId: 'c1@scene', outcome: 'answered', ended: 'unknown' } });
  });

  test('keeps a call that was taken back after a restart and has sent no SIP since', () => {
    const { tracker, pipeline } = makeTracker({ sweepAnsweredSeconds: 20 });
    tracker.adopt(storedOpen(playScene(ANSWERED).outputs), SCENE_START + 8);
    pipeline.emit(report('c1@scene', 25));
    tracker.tick(SCENE_START + 40);
    expect(tracker.counts.answered).toBe(1);
    tracker.tick(SCENE_START + 46);
    expect(tracker.counts.answered).toBe(0);
  });

  test('opens no call, and keeps none in memory that has settled', () => {
    const { tracker, pipeline, events } = makeTracker();
    pipeline.emit(report('unknown', 0));
    for (const event of sceneEvents(readScene(ANSWERED + BYE, SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 20);
    pipeline.emit(report('c1@scene', 30));
    tracker.tick(SCENE_START + 45);
    for (const event of sceneEvents(readScene('50 uac > proxy BYE via=u9 to=b cseq=9', SCENE_START))) pipeline.emit(event);
    tracker.tick(SCENE_START + 90);
    expect(events.filter((event) => event.type === 'call.offered')).toHaveLength(1);
    expect(events.filter((event) => event.type === 'sip.orphan')).toHaveLength(1);
  });
});

describe('what is shown of a call', () => {
  test('the gauge of active calls follows the table and keeps the peak of the minute', () => {
    const played = playScene(ANSWERED + BYE);
    const answered = played.events.filter((event) => event.type === 'call.active' && event.state === 'answered');
    expect(answered.map((event) => (event.type === 'call.active' ? [event.count, event.peakCount] : []))).toEqual([
      [0, 0],
      [1, 1],
      [0, 1],
    ]);
  });

  test('direction and trunk come from the configured networks', () => {
    const trunkOf = (endpoint: string) => (endpoint.startsWith('192.0.2.3') ? labelText('carrier') : undefined);
    const outbound = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 503 via=p1,u1 to=x
0.011 proxy > uac 500 via=u1 to=x`;
    const played = playScene(outbound, { trunkOf, settings: { hasTrunks: true } });
    expect(played.calls[0]).toMatchObject({ direction: 'outbound', trunk: 'carrier' });
    expect(countEvents(played, 'call.hop', (event) => event.hopTrunk === 'carrier' && event.outcome === 'failed')).toBe(1);
    const inbound = playScene('0 uas > proxy INVITE via=u1\n1 proxy > uas 486 via=u1 to=b', { trunkOf, settings: { hasTrunks: true } });
    expect(inbound.calls[0]).toMatchObject({ direction: 'inbound', trunk: 'carrier' });
    // The trunk is that of where it came from.
    const twoTrunks = (endpoint: string) => ({ '192.0.2.30:5060': labelText('from'), '192.0.2.31:5060': labelText('onto') })[endpoint];
    const transit = playScene('0 uas > proxy INVITE via=u1\n0.1 proxy > uas2 INVITE via=p1,u1\n1 proxy > uas 486 via=u1 to=b', {
      trunkOf: twoTrunks,
      settings: { hasTrunks: true },
    });
    expect(transit.calls[0]).toMatchObject({ direction: 'transit', trunk: 'from' });
  });

  test('a call to a configured emergency number or to urn:service:sos is an emergency call', () => {
    const byNumber = playScene('0 uac > proxy INVITE via=u1 callee=112\n1 proxy > uac 486 via=u1 to=b', {
      settings: { emergencyNumbers: ['112'] },
    });
    const byUrn = playScene('0 uac > proxy INVITE via=u1 sos\n1 proxy > uac 486 via=u1 to=b');
    const plain = playScene('0 uac > proxy INVITE via=u1 callee=113\n1 proxy > uac 486 via=u1 to=b', {
      settings: { emergencyNumbers: ['112'] },
    });
    expect([byNumber, byUrn, plain].map((played) => played.calls[0]?.isEmergency)).toEqual([true, true, false]);
  });

  test('a Call-ID that names the caller is shown as its keyed hash', () => {
    const played = playScene(
      '0 uac > proxy INVITE via=u1 call=x15550100017y caller=+15550100017\n1 proxy > uac 486 via=u1 call=x15550100017y to=b',
    );
    expect(played.calls[0]).toMatchObject({ callId: '#x15550100017y@scene', callKey: '#x15550100017y@scene' });
  });

  test('a capture file ends with calls committed that have their final answer, and others open', () => {
    const played = playScene(`${ANSWERED}\n0 uac > proxy INVITE via=w1 call=open`, { isFile: true });
    expect(played.calls.map((call) => [call.callId, call.state, call.isProvisional])).toEqual([
      ['c1@scene', 'answered', false],
      ['open@scene', 'setup', true],
    ]);
    expect(countEvents(played, 'call.answered')).toBe(1);
  });
});
