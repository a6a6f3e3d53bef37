import { expect, test } from 'vitest';
import { playScene } from '../testing/run-scene.ts';

const FAILOVER = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 100 via=u1
0.002 proxy > uas INVITE via=p1,u1
0.050 uas > proxy 503 via=p1,u1 to=b
0.060 proxy > uas2 INVITE via=p2,u1
0.100 uas2 > proxy 180 via=p2,u1 to=d
0.101 proxy > uac 180 via=u1 to=d`;

test('a call that rings at the next carrier has not failed, though the first one refused it', () => {
  expect(playScene(FAILOVER, { runOnSeconds: 60 }).calls).toMatchObject([{ state: 'ringing', isProvisional: true }]);
  for (const call of playScene(FAILOVER, { runOnSeconds: 60 }).calls) expect(call).not.toHaveProperty('outcome');
});

test('a branch that stays silent for its time leaves the refusal of the other one', () => {
  const silent = FAILOVER.split('\n').slice(0, -2).join('\n');
  expect(playScene(silent, { runOnSeconds: 20 }).calls).toMatchObject([{ isProvisional: true, state: 'setup' }]);
  expect(playScene(silent, { runOnSeconds: 400 }).calls).toMatchObject([{ outcome: 'failed', sipCode: 503, state: 'ended' }]);
});
