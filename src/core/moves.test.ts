import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, labelText, open } from '../metrics/index.ts';
import type { TelephonyEvent } from './events/index.ts';
import { catalog, installCatalogs, moves } from './moves.ts';
import { createPipeline } from './pipeline.ts';

const startsTotal = counter('telephony_probe_starts_total', { help: 'Sources that started.', labels: { source: open(8) } });
const running = gauge('telephony_probe_running', { help: 'Sources that run.' });
const lostTotal = counter('telephony_probe_lost_total', {
  help: 'Things that were lost.',
  labels: { reason: ['consumer_failed', 'queue_full'] },
});

const starts = moves(startsTotal, { 'source.started': (event, metric) => metric.inc({ source: event.source }) });
const runs = moves(running, {
  'source.started': (_event, metric) => metric.add(1),
  'source.stopped': (_event, metric) => metric.add(-1),
});
const losses = moves(lostTotal, {
  'event.dropped': (event, metric) => {
    if (event.reason === 'consumer_failed' || event.reason === 'queue_full') metric.add(event.count, { reason: event.reason });
  },
});

/** The samples of a fresh registry with these catalogs after the events. */
function samplesAfter(events: readonly TelephonyEvent[]): readonly string[] {
  const registry = createRegistry();
  const pipeline = createPipeline(() => 9);
  pipeline.add(installCatalogs([catalog('sources', [starts, runs]), catalog('losses', [losses])], registry));
  for (const event of events) pipeline.emit(event);
  return registry
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith('telephony_probe_'));
}

const hep = labelText('hep');
const ami = labelText('ami');

test('a move knows which events move it', () => {
  expect(starts.movedBy).toEqual(['source.started']);
  expect(runs.movedBy).toEqual(['source.started', 'source.stopped']);
});

test('events move the series of their metrics, several metrics by one event, through to the exposition', () => {
  expect(
    samplesAfter([
      { type: 'source.started', at: 1, source: hep },
      { type: 'source.started', at: 2, source: ami },
      { type: 'source.started', at: 3, source: hep },
      { type: 'source.stopped', at: 4, source: hep },
      { type: 'event.dropped', at: 5, stage: hep, reason: 'queue_full', count: 7 },
    ]),
  ).toEqual([
    'telephony_probe_starts_total{source="hep"} 2',
    'telephony_probe_starts_total{source="ami"} 1',
    'telephony_probe_running 2',
    'telephony_probe_lost_total{reason="queue_full"} 7',
  ]);
});

test('an event that moves nothing leaves no series', () => {
  expect(samplesAfter([{ type: 'source.packet', at: 1, source: hep, kind: 'sip', lengthBytes: 10 }])).toEqual([]);
});

test('an event moves however many metrics there are, each once and in order', () => {
  const order: number[] = [];
  const entries = Array.from({ length: 11 }, (_one, number) =>
    moves(counter(`telephony_probe_${number}_total`, { help: 'Sources that started.' }), {
      'source.started': (_event, metric) => {
        order.push(number);
        metric.add(number + 1);
      },
    }),
  );
  const registries = [createRegistry(), createRegistry()];
  const consumers = registries.map((registry) => installCatalogs([catalog('sources', entries)], registry));
  const event: TelephonyEvent = { type: 'source.started', at: 1, source: hep };
  consumers[0]?.accept(event);
  consumers[0]?.accept(event);
  consumers[1]?.accept(event);
  const numbers = Array.from({ length: 11 }, (_one, number) => number);
  expect(order).toEqual([...numbers, ...numbers, ...numbers]);
  for (const [place, registry] of registries.entries()) {
    const lines = registry.compose('text').split('\n');
    expect(lines).toEqual(expect.arrayContaining(numbers.map((number) => `telephony_probe_${number}_total ${(number + 1) * (2 - place)}`)));
  }
});

test('an event of the past counts what happened, and moves no metric that shows how things are', () => {
  const registry = createRegistry();
  const consumer = installCatalogs([catalog('sources', [starts, runs])], registry);
  const event: TelephonyEvent = { type: 'source.started', at: 1, source: hep };
  consumer.accept(event);
  consumer.acceptPast?.(event);
  const lines = registry.compose('text').split('\n');
  expect(lines).toContain('telephony_probe_starts_total{source="hep"} 2');
  expect(lines).toContain('telephony_probe_running 1');
});
