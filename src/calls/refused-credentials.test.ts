import { describe, expect, test } from 'vitest';
import { countKpis, kpis, labelText } from '../core/index.ts';
import { countEvents, playScene, type ScenePlay } from '../testing/run-scene.ts';

/** A challenge, credentials, and a final 403 from whoever challenged. */
const REFUSED = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 407 via=u1 to=c
0.002 uac > proxy ACK via=u1 to=c
0.100 uac > proxy INVITE via=u2 cseq=2 auth
0.101 proxy > uac 403 via=u2 to=d cseq=2
0.102 uac > proxy ACK via=u2 to=d cseq=2`;

function trunkAt(address: string): ScenePlay {
  return {
    settings: { hasTrunks: true },
    trunkOf: (endpoint) => (endpoint.startsWith(`${address}:`) ? labelText('carrier-a') : undefined),
  };
}

describe('a 403 to the credentials of a challenged INVITE', () => {
  test('is a refused password when the peer is no known trunk, and counts in no success ratio', () => {
    const played = playScene(REFUSED);
    expect(played.calls).toMatchObject([{ outcome: 'rejected', cause: 'auth', isChallenged: true, sipCode: 403, rounds: 2 }]);
    expect(countEvents(played, 'call.ended', (event) => event.isChallenged && event.cause === 'auth')).toBe(1);
    const ratios = kpis(countKpis(played.calls));
    expect(ratios).not.toHaveProperty('ser');
    expect(ratios).not.toHaveProperty('asr');
    expect(ratios).not.toHaveProperty('ner');
  });

  test.each([
    ['towards a known trunk', '192.0.2.20'],
    ['from a known trunk', '192.0.2.10'],
  ])('is a refused call %s, and counts', (_name, address) => {
    const played = playScene(REFUSED, trunkAt(address));
    expect(played.calls).toMatchObject([{ outcome: 'rejected', cause: 'forbidden', isChallenged: false, sipCode: 403 }]);
    expect(kpis(countKpis(played.calls))).toMatchObject({ ser: 0, seer: 0, asr: 0, ner: 0 });
  });

  test('is a refused call when the one that refuses is behind the one that accepted the credentials', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 407 via=u1 to=c
0.100 uac > proxy INVITE via=u2 cseq=2 auth
0.102 proxy > uas INVITE via=p2,u2 cseq=2
0.110 uas > proxy 403 via=p2,u2 to=d cseq=2
0.112 proxy > uac 403 via=u2 to=d cseq=2`;
    expect(playScene(scene).calls).toMatchObject([{ cause: 'forbidden', isChallenged: false }]);
  });

  test('is a refused password when a proxy relays the challenge and the refusal of one next hop', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uas INVITE via=p1,u1
0.002 uas > proxy 401 via=p1,u1 to=c
0.003 proxy > uac 401 via=u1 to=c
0.100 uac > proxy INVITE via=u2 cseq=2 auth
0.102 proxy > uas INVITE via=p2,u2 cseq=2 auth
0.110 uas > proxy 403 via=p2,u2 to=d cseq=2
0.112 proxy > uac 403 via=u2 to=d cseq=2`;
    expect(playScene(scene).calls).toMatchObject([{ cause: 'auth', isChallenged: true }]);
  });

  test('without any challenge before it is a refused call', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 403 via=u1 to=d`;
    expect(playScene(scene).calls).toMatchObject([{ cause: 'forbidden', isChallenged: false }]);
  });
});
