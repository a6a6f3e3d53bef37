import { expect, test } from 'vitest';
import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import { catalog, createPipeline, labelText, moves, type EventType, type TrackerOutput } from '../core/index.ts';
import { counter, createRegistry, type Registry } from '../metrics/index.ts';
import { createEngine } from './engine.ts';

const AT = 1_795_219_200;

const ownTotal = counter('own_ended_total', { help: 'Ended calls.' });
const ownCatalog = catalog('own', [moves(ownTotal, { 'call.ended': (_event, metric) => metric.inc() })]);

/** Plays a call of 60 s: the states in which its record came out, and the types that were emitted. */
function play(registry?: Registry) {
  const states: string[] = [];
  const emitted: EventType[] = [];
  const pipeline = createPipeline(() => AT);
  const engine = createEngine({
    pipeline: {
      ...pipeline,
      emit(event) {
        emitted.push(event.type);
        pipeline.emit(event);
      },
    },
    ...(registry === undefined ? {} : { registry }),
    catalogs: [ownCatalog],
    settings: DEFAULT_TRACKER_SETTINGS,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: () => undefined,
    output: (output: TrackerOutput) => void (output.type === 'call.closed' && states.push(output.record.state)),
  });
  engine.emit({ type: 'call.report', at: AT, callId: 'one', source: labelText('test'), state: 'answered' });
  engine.tick(AT + 1);
  expect(engine.counts.answered).toBe(1);
  engine.emit({ type: 'call.report', at: AT + 60, callId: 'one', source: labelText('test'), state: 'ended' });
  engine.tick(AT + 100);
  return { states, emitted };
}

test('the same records and events come out with metrics and without, and catalogs of the user are moved', () => {
  const registry = createRegistry();
  const counted = play(registry);
  expect(counted.states).toEqual(['ended']);
  expect(counted.emitted).toEqual(expect.arrayContaining(['call.answered', 'call.ended']));
  expect(registry.compose('text')).toContain('own_ended_total 1\n');
  expect(registry.compose('text')).toContain('telephony_calls_total{');
  expect(play()).toEqual(counted);
});

test('an engine that is given other settings sweeps calls by them, those in progress too', () => {
  const ended: (string | undefined)[] = [];
  const engine = createEngine({
    pipeline: createPipeline(() => AT),
    settings: DEFAULT_TRACKER_SETTINGS,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: () => undefined,
    output: (output: TrackerOutput) => void (output.type === 'call.closed' && ended.push(output.record.ended)),
  });
  const begin = (callId: string, at: number): void =>
    engine.emit({ type: 'call.report', at, callId, source: labelText('test'), state: 'answered' });
  begin('one', AT);
  engine.tick(AT + 1);
  engine.configure({ ...DEFAULT_TRACKER_SETTINGS, sweepSources: new Map([['test', 60]]) }, () => undefined);
  begin('two', AT + 50);
  engine.tick(AT + 59);
  expect(engine.counts.answered).toBe(2);
  engine.tick(AT + 100);
  expect(engine.counts.answered).toBe(1);
  engine.tick(AT + 200);
  expect([engine.counts.answered, ended.length]).toEqual([0, 2]);
});
