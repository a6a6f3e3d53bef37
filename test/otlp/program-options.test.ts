import { expect, test } from 'vitest';
import { createRingscope, type RingscopeOptions } from '../../src/sdk/index.ts';

/** What untyped code may hand over. */
function untyped(otlp: unknown): RingscopeOptions {
  return { log: { level: 'CRITICAL' }, otlp } as RingscopeOptions;
}

const PLACE = { endpoint: 'http://127.0.0.1:9' };

test.each([
  [0, 'otlp: expected true, false or options such as endpoint'],
  [null, 'otlp: expected true, false or options such as endpoint'],
  ['http://127.0.0.1:9', 'otlp: expected true, false or options such as endpoint'],
  [[], 'otlp: expected true, false or options such as endpoint'],
  [{ endpoint: null }, 'otlp.endpoint: expected an address such as http://127.0.0.1:4318'],
  [{ ...PLACE, protocol: 'foo' }, 'otlp.protocol: expected one of grpc, http/protobuf, http/json'],
  [{ ...PLACE, protocol: 'HTTP/JSON' }, 'otlp.protocol: expected one of grpc, http/protobuf, http/json'],
  [{ ...PLACE, compression: 'br' }, 'otlp.compression: expected one of none, gzip'],
  [{ ...PLACE, signals: 'traces' }, 'otlp.signals: expected a list of one or more of traces, metrics, logs'],
  [{ ...PLACE, signals: [] }, 'otlp.signals: expected a list of one or more of traces, metrics, logs'],
  [{ ...PLACE, signals: ['spans'] }, 'otlp.signals: expected a list of one or more of traces, metrics, logs'],
  [{ ...PLACE, resource: 'a=b' }, 'otlp.resource: expected a list, each a name and a value'],
  [{ ...PLACE, resource: null }, 'otlp.resource: expected a list, each a name and a value'],
  [{ ...PLACE, caFile: 5 }, 'otlp.caFile: expected the path of a file'],
  [{ ...PLACE, headersFile: '' }, 'otlp.headersFile: expected the path of a file'],
  [{ ...PLACE, serviceName: 5 }, 'otlp.serviceName: expected a name of 1 to 255 characters'],
  [{ ...PLACE, sampleRatio: '1' }, 'otlp.sampleRatio: expected a number from 0 to 1'],
  ...[NaN, -1, Infinity, 601, 1e14, '5', null].map((drainSeconds): [unknown, string] => [
    { ...PLACE, drainSeconds },
    'otlp.drainSeconds: expected seconds from 0 to 600',
  ]),
])('otlp %o of untyped code is refused with what is expected', async (otlp, expected) => {
  const message: unknown = expect.stringContaining(expected);
  await expect(createRingscope(untyped(otlp))).rejects.toMatchObject({ code: 'CONFIG_INVALID', message });
});

test('all faults of the options are told at once, without the values', async () => {
  const fault = createRingscope(untyped({ caFile: 5, protocol: 'SECRET', drainSeconds: -1 }));
  await expect(fault).rejects.toThrow(
    'createRingscope: otlp.caFile: expected the path of a file; otlp.protocol: expected one of grpc, http/protobuf, http/json; ' +
      'otlp.drainSeconds: expected seconds from 0 to 600.',
  );
});

test.each([false, undefined])('otlp %o is off: nothing of the export is started', async (otlp) => {
  const started: unknown[] = [];
  const note = (worker: unknown): void => void started.push(worker);
  process.on('worker', note);
  const ringscope = await createRingscope(otlp === undefined ? {} : { otlp });
  await ringscope.start();
  await ringscope.stop();
  process.off('worker', note);
  expect(started).toEqual([]);
});

test.each([0, 0.0161, 16.1, 600])('a stop that may wait for %d seconds ends, and ends what is behind the export', async (drainSeconds) => {
  const ringscope = await createRingscope({ otlp: { ...PLACE, drainSeconds }, listenHealth: { port: 0 }, log: { level: 'CRITICAL' } });
  await ringscope.start();
  expect(ringscope.healthPort).toBeGreaterThan(0);
  ringscope.calls.start({ callId: 'one' }).end({ cause: 'normal' });
  await ringscope.stop();
  expect(ringscope.healthPort).toBeUndefined();
});
