import { describe, expect, test } from 'vitest';
import { countKpis, kpis, labelText } from '../core/index.ts';
import { countEvents, playScene, type ScenePlay } from '../testing/run-scene.ts';

/** The INVITE of a UA over UDP that nobody answers (RFC 3261 17.1.1.2: Timer A doubles from 0.5 s until Timer B ends it after 32 s). */
function repeated(line: string, from = 0): string {
  return [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5].map((at) => `${(from + at).toFixed(3)} ${line}`).join('\n');
}
/** Another call that shows that this capture sees answers. */
const OTHER = `
0.000 uac > uas2 INVITE via=o1 call=other
0.010 uas2 > uac 486 via=o1 to=b call=other
`;
const TOWARDS_TRUNK: ScenePlay = {
  settings: { hasTrunks: true },
  trunkOf: (endpoint) => (endpoint.startsWith('192.0.2.30:') ? labelText('carrier-a') : undefined),
};
const TIMED_OUT = { outcome: 'failed', cause: 'no_response', releasedBy: 'network', state: 'ended', isProvisional: false };

function called(name: string, ...[scene, play]: Parameters<typeof playScene>) {
  const played = playScene(scene, play);
  return { played, call: played.calls.find((one) => one.callId === `${name}@scene`) };
}

describe('an INVITE that gets no answer at all', () => {
  test('has failed after 64*T1, counts as ineffective and not as unknown', () => {
    const { played, call } = called('c1', OTHER + repeated('uac > uas INVITE via=u1'), { runOnSeconds: 5 });
    expect(call).toMatchObject({ ...TIMED_OUT, legs: [{ outcome: 'failed', cause: 'no_response' }] });
    expect(call).not.toHaveProperty('sipCode');
    expect((call?.endedAt ?? 0) - (call?.startedAt ?? 0)).toBeCloseTo(32, 6);
    expect(countEvents(played, 'call.ended', (event) => event.outcome === 'failed')).toBe(1);
    expect(kpis(countKpis(call === undefined ? [] : [call]))).toMatchObject({ isa: 1, asr: 0, ser: 0 });
  });

  test('is still open a second before', () => {
    const { call } = called('c1', `${OTHER}0 uac > uas INVITE via=u1`, { runOnSeconds: 31 });
    expect(call).toMatchObject({ state: 'setup' });
    expect(call).not.toHaveProperty('outcome');
  });

  test('has failed towards a known trunk, though that trunk answered before', () => {
    const before = `
0.000 uac > uas INVITE via=o1 call=before
0.010 uas > uac 486 via=o1 to=b call=before
`;
    const { call } = called('c1', `${before}1 uac > uas INVITE via=u1`, { ...TOWARDS_TRUNK, runOnSeconds: 36 });
    expect(call).toMatchObject(TIMED_OUT);
  });

  test('has failed when the proxy sent it on, and the leg to the dead next hop with it', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1`;
    const { call } = called('c1', OTHER + scene, { runOnSeconds: 36 });
    expect(call).toMatchObject({ ...TIMED_OUT, legs: [{ outcome: 'failed' }, { outcome: 'failed', cause: 'no_response' }] });
  });

  test('with a 100 alone has failed only after Timer C', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 100 via=u1
0.002 proxy > uas INVITE via=p1,u1`;
    expect(called('c1', scene, { runOnSeconds: 170 }).call).toMatchObject({ state: 'setup' });
    expect(called('c1', scene, { runOnSeconds: 190 }).call).toMatchObject({ ...TIMED_OUT, legs: [{}, { outcome: 'failed' }] });
  });

  test('of a stranger is not our failure when the addressee answers others', () => {
    const scene = `
0.000 uac > proxy INVITE via=o1 call=other
0.010 proxy > uac 404 via=o1 to=b call=other
${repeated('uas3 > proxy INVITE via=s1', 1)}`;
    const { call } = called('c1', scene, { runOnSeconds: 320 });
    expect(call).toMatchObject({ outcome: 'unknown', cause: 'no_response' });
  });

  test('of a stranger is not our failure when the addressee relays the calls of others', () => {
    const scene = `
0.000 uac > proxy INVITE via=o1 call=other
0.002 proxy > uas INVITE via=p1,o1 call=other
0.010 uas > proxy 486 via=p1,o1 to=b call=other
1.000 uas3 > proxy INVITE via=s1`;
    expect(called('c1', scene, { runOnSeconds: 320 }).call).toMatchObject({ outcome: 'unknown' });
  });

  test('has failed when a known trunk sent it', () => {
    const play: ScenePlay = {
      settings: { hasTrunks: true },
      trunkOf: (endpoint) => (endpoint.startsWith('192.0.2.10:') ? labelText('carrier-a') : undefined),
    };
    const other = OTHER.replaceAll('uas2', 'proxy');
    expect(called('c1', `${other}1 uac > proxy INVITE via=u1`, { ...play, runOnSeconds: 36 }).call).toMatchObject(TIMED_OUT);
  });

  test('is no failure in a capture that shows no response of anybody, but a finding', () => {
    const scene = `
0.000 uac > uas INVITE via=u1
0.500 uac > uas INVITE via=u1
1.000 uac > uas ACK via=u2 to=b
9.000 uac > uas BYE via=u3 to=b cseq=2`;
    const { played, call } = called('c1', scene, { ...TOWARDS_TRUNK, runOnSeconds: 320 });
    expect(call).toMatchObject({ outcome: 'unknown' });
    expect(countEvents(played, 'call.finding', (event) => event.finding === 'one_direction')).toBe(1);
  });

  test('repeated for as long as SIP repeats it has failed also in a capture that shows nothing else', () => {
    expect(called('c1', repeated('uac > uas INVITE via=u1'), { runOnSeconds: 5 }).call).toMatchObject(TIMED_OUT);
  });

  test('is still open at the end of a capture file that ends before 64*T1', () => {
    const { call } = called('c1', `${OTHER}0 uac > uas INVITE via=u1\n20 uac > uas2 OPTIONS via=x1 call=x`, { isFile: true });
    expect(call).not.toHaveProperty('outcome');
  });
});

describe('a leg without any answer', () => {
  test('has failed when the proxy tries the next hop instead', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 100 via=u1
0.002 proxy > uas INVITE via=p1,u1
0.502 proxy > uas INVITE via=p1,u1
5.000 proxy > uas2 INVITE via=p2,u1
5.100 uas2 > proxy 200 via=p2,u1 to=b
5.101 proxy > uac 200 via=u1 to=b
5.102 uac > proxy ACK via=u2 to=b`;
    const { played, call } = called('c1', scene);
    expect(call?.legs.map(({ outcome, cause }) => [outcome, cause])).toEqual([
      ['answered', 'normal'],
      ['failed', 'no_response'],
      ['answered', 'normal'],
    ]);
    expect(countEvents(played, 'call.hop', (event) => event.outcome === 'failed')).toBe(1);
  });

  test('has failed when the caller gives up after it was silent for 4 s, and the call is cancelled all the same', () => {
    const scene = (seconds: number): string => `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 100 via=u1
0.002 proxy > uas INVITE via=p1,u1
0.502 proxy > uas INVITE via=p1,u1
1.502 proxy > uas INVITE via=p1,u1
${seconds} uac > proxy CANCEL via=u1
${seconds + 0.001} proxy > uac 200 via=u1 to=c of=CANCEL
${seconds + 0.002} proxy > uac 487 via=u1 to=c`;
    const late = called('c1', scene(10), TOWARDS_TRUNK);
    expect(late.call).toMatchObject({ outcome: 'cancelled', releasedBy: 'caller' });
    expect(late.call?.legs[1]).toMatchObject({ outcome: 'failed', cause: 'no_response', trunk: 'carrier-a' });
    expect(countEvents(late.played, 'call.hop', (event) => event.trunk === 'carrier-a' && event.outcome === 'failed')).toBe(1);
    expect(called('c1', scene(2), TOWARDS_TRUNK).call?.legs[1]).toMatchObject({ outcome: 'unknown', cause: 'no_response' });
  });

  test('has failed when the proxy then tells the caller 408', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
5.000 proxy > uac 408 via=u1 to=c`;
    expect(called('c1', scene).call).toMatchObject({
      outcome: 'failed',
      sipCode: 408,
      legs: [{}, { outcome: 'failed', cause: 'no_response' }],
    });
  });

  test('is not known to have failed when another branch of the same ring-all was answered first', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.003 proxy > uas2 INVITE via=p2,u1
0.020 uas2 > proxy 200 via=p2,u1 to=b
0.021 proxy > uac 200 via=u1 to=b
0.030 uac > proxy ACK via=u2 to=b`;
    expect(called('c1', scene).call?.legs[1]).toMatchObject({ outcome: 'unknown', cause: 'no_response' });
  });
});
