import { createSocket } from 'node:dgram';
import { expect, test } from 'vitest';
import { encodeScene, readScene } from '../../testing/index.ts';
import { sharedServer } from '../../testing/shared-server.ts';

const shared = sharedServer({ presets: 'voice-skill' });

/** Calls of a capture that misses some answers: that to a BYE, and an ACK; one call was taken elsewhere. */
const SCENE = `
0 uac > uas INVITE via=a1 call=no-answer-to-bye
0.2 uas > uac 200 via=a1 to=a call=no-answer-to-bye
0.3 uac > uas ACK via=a2 to=a call=no-answer-to-bye
18.2 uac > uas BYE via=a3 to=a cseq=2 call=no-answer-to-bye

2 uac > uas INVITE via=c1 call=elsewhere
2.1 uas > uac 180 via=c1 to=c call=elsewhere
4 uac > uas CANCEL via=c1 sip=200 call=elsewhere
4.1 uas > uac 200 via=c1 of=CANCEL call=elsewhere
4.2 uas > uac 487 via=c1 to=c call=elsewhere
4.3 uac > uas ACK via=c1 to=c call=elsewhere

3 uac > uas INVITE via=d1 call=no-ack
3.2 uas > uac 200 via=d1 to=d call=no-ack
4.2 uas > uac 200 via=d1 to=d call=no-ack
6.2 uas > uac 200 via=d1 to=d call=no-ack
35.2 uas > uac BYE via=d3 from=d to=a call=no-ack
35.3 uac > uas 200 via=d3 from=d to=a of=BYE call=no-ack
`;

async function json<Body>(path: string): Promise<Body> {
  return (await shared.json(path)) as Body;
}

test('a call counts under the word that its list has for it, though nobody answered its BYE', async () => {
  const [host = '', port = ''] = (shared.endpoints[0] ?? '').split(':');
  const socket = createSocket('udp4');
  for (const message of readScene(SCENE, Math.floor(Date.now() / 1000) - 100))
    await new Promise((resolve) => socket.send(encodeScene(message), Number(port), host, resolve));
  socket.close();
  const exported = async () => json<{ calls: readonly { call_id: string; status: string }[] }>('/metrics/export');
  const statuses = async () =>
    Object.fromEntries((await exported()).calls.map((call) => [call.call_id.replace('@scene', ''), call.status]));
  await expect.poll(statuses).toEqual({ 'no-answer-to-bye': 'completed', elsewhere: 'cancelled', 'no-ack': 'failed' });
  await expect
    .poll(async () => (await json<{ calls: readonly { isProvisional: boolean }[] }>('/api/v1/calls')).calls.map((one) => one.isProvisional))
    .toEqual([false, false, false]);
  const byStatus = { completed: 1, failed: 1, timeout: 0, cancelled: 1, active: 0 };
  const rate = (1 / 3) * 100;
  expect(await shared.json('/metrics/dashboard')).toMatchObject({
    summary: { total_calls: 3, success_rate: 33.3, avg_duration: 18 },
    breakdown: { by_status: byStatus, failure_reasons: { timeout: 1 } },
  });
  expect(await shared.json('/metrics/calls')).toMatchObject({
    completed_calls: 1,
    failed_calls: 1,
    cancelled_calls: 1,
    success_rate: rate,
  });
  expect(await shared.json('/metrics/health')).toMatchObject({ indicators: { success_rate: 33.3, avg_duration: 18 } });
  const { timeseries } = await json<{ timeseries: readonly object[] }>('/metrics/daily?days=2');
  expect(timeseries.filter((day) => Reflect.get(day, 'total') > 0)).toMatchObject([
    { total: 3, completed: 1, failed: 1, success_rate: 33.3, avg_duration: 18 },
  ]);
  const text = await (await shared.get('/metrics/prometheus')).text();
  expect(text).toContain('\nvoice_calls_by_status{status="completed"} 1\n');
  expect(text).toContain(`\nvoice_calls_success_rate ${rate}\n`);
  expect(await json<{ count: number }>('/metrics/failures')).toMatchObject({ count: 1 });
});
