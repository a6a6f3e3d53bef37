import { afterEach, expect, test, vi } from 'vitest';
import { startServer } from '../../src/testing/start-server.ts';
import { type MockCollector, startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const WAYS = [
  ['grpc', 'none'],
  ['grpc', 'gzip'],
  ['http/protobuf', 'none'],
  ['http/json', 'none'],
] as const;

function placeOf({ grpcUrl, httpUrl }: MockCollector, protocol: string): string {
  return protocol === 'grpc' ? grpcUrl : httpUrl;
}

test.each(WAYS)('metrics and lines of the log arrive by %s, compressed by %s', async (protocol, compression) => {
  const collector = await startMockCollector(ends);
  const logged: string[] = [];
  await startServer(
    ends,
    {
      'otlp-endpoint': placeOf(collector, protocol),
      'otlp-protocol': protocol,
      'otlp-compression': compression,
      'otlp-metrics-seconds': '1',
      'otlp-service-name': 'edge-1',
      'otlp-resource': 'deployment.environment.name=test',
    },
    (line) => void logged.push(line),
  );
  await vi.waitFor(
    () =>
      expect(collector.metrics.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['telephony_calls_active', 'process_cpu_seconds_total']),
      ),
    { timeout: 90_000, interval: 100 },
  );
  await vi.waitFor(() => expect(collector.lines.map(({ body }) => body)).toContain('ringscope serves.'), {
    timeout: 90_000,
    interval: 100,
  });

  const cpu = collector.metrics.find(({ name }) => name === 'process_cpu_seconds_total');
  expect(cpu).toMatchObject({ unit: 's', sum: { isMonotonic: true } });
  const [point] = cpu?.sum?.dataPoints ?? [];
  expect(Number(point?.startTimeUnixNano)).toBeGreaterThan(1.5e18);
  expect(Number(point?.timeUnixNano)).toBeGreaterThanOrEqual(Number(point?.startTimeUnixNano));
  const serves = collector.lines.find(({ body }) => body === 'ringscope serves.');
  expect(serves).toMatchObject({ severityText: 'INFO', attributes: { 'ringscope.component': 'main' } });
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'edge-1', 'deployment.environment.name': 'test' });
});
