import { describe, expect, test } from 'vitest';
import { playScene, type ScenePlay } from '../testing/run-scene.ts';

const CHALLENGED = `
0.000 uac > proxy INVITE via=u1 verstat=verified attest=A
0.001 proxy > uac 407 via=u1 to=c
0.002 uac > proxy ACK via=u1 to=c
1.000 uac > proxy INVITE via=u2 cseq=2 auth sdp
1.001 proxy > uac 100 via=u2 cseq=2
1.002 proxy > uas INVITE via=p2,u2 cseq=2 sdp
1.500 uas > proxy 180 via=p2,u2 cseq=2 to=b
1.501 proxy > uac 180 via=u2 cseq=2 to=b
3.000 uas > proxy 200 via=p2,u2 cseq=2 to=b sdp
3.001 proxy > uac 200 via=u2 cseq=2 to=b sdp
3.100 uac > proxy ACK via=u3 cseq=2 to=b
3.101 proxy > uas ACK via=p3,u3 cseq=2 to=b`;

const results = (scene: string, play: ScenePlay = {}) =>
  playScene(scene, play).events.flatMap((one) => (one.type === 'sip.invite_result' ? [[one.status, one.seconds]] : []));
const identities = (scene: string) =>
  playScene(scene).events.flatMap((one) => (one.type === 'sip.stir_verified' ? [[one.outcome, one.attestation]] : []));

describe('the answers to an INVITE', () => {
  test('are those that the caller got, each with its delay, a challenge by itself', () => {
    expect(results(CHALLENGED)).toEqual([
      [407, 0.001],
      [100, 0.001],
      [180, 0.501],
      [200, 2.001],
    ]);
  });

  test('are told once, when set-up has settled: not repetitions, other taps, re-INVITEs or what comes late', () => {
    const tapped = CHALLENGED.replaceAll(/(via=[\w,]+)/g, '$1 agent=2002');
    const repeated = `${CHALLENGED}${tapped}\n3.600 proxy > uac 200 via=u2 cseq=2 to=b sdp`;
    const held = `${repeated}\n9 uac > proxy INVITE via=u9 cseq=9 to=b\n9.1 proxy > uac 200 via=u9 cseq=9 to=b\n9.2 proxy > uac 183 via=u2 cseq=2 to=b`;
    expect(results(held).map(([status]) => status)).toEqual([407, 100, 180, 200]);
    expect(results(CHALLENGED, { runOnSeconds: 1 })).toEqual([]);
  });

  test('are those of the branch that decided where the side of the caller was not captured', () => {
    const branch = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.500 uas > proxy 486 via=p1,u1 to=b`;
    expect(results(branch, { runOnSeconds: 60 })).toEqual([[486, 0.498]]);
  });
});

describe('the identity of a caller', () => {
  test('is what the INVITE says that was found, once for all its rounds and hops', () => {
    expect(identities(CHALLENGED)).toEqual([['verified', 'A']]);
    expect(identities(CHALLENGED.replace('verstat=verified attest=A', ''))).toEqual([]);
    expect(identities('0 uac > proxy INVITE via=u1 verstat=no_identity\n0.1 proxy > uac 486 via=u1 to=b')).toEqual([
      ['no_identity', undefined],
    ]);
  });

  test('is what the final answer refuses it for (RFC 8224 6.2.2)', () => {
    const refused = (status: number) => identities(`0 uac > proxy INVITE via=u1 verstat=verified\n0.1 proxy > uac ${status} via=u1 to=b`);
    expect([428, 436, 437, 438, 486].flatMap(refused).map(([outcome]) => outcome)).toEqual([
      'no_identity',
      'failed',
      'failed',
      'failed',
      'verified',
    ]);
  });
});
