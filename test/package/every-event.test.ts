import { expect, test } from 'vitest';
import { DEFAULT_TRACKER_SETTINGS } from '../../src/calls/index.ts';
import { CATALOGS } from '../../src/catalog/index.ts';
import {
  createPipeline,
  EVENTS,
  type Field,
  type Fields,
  readEvent,
  type TelephonyEvent,
  type TrackerOutput,
} from '../../src/core/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { createRegistry, type LabelDomain } from '../../src/metrics/index.ts';
import { readSamples } from '../../src/testing/check-scenario.ts';

const AT = 1_795_219_200;
const SECRET = '+15550100017';

/** How the values of a field are made: `secret` wherever a person may be, `label` for labels, `word` for one of a closed list. */
interface Values {
  readonly label: string;
  readonly secret: string;
  readonly word: number;
}

/** A value that fits a field, as a program would post it. */
function valueOf(one: Field<unknown, boolean>, values: Values): unknown {
  switch (one.kind) {
    case 'private':
    case 'text':
    case 'id':
      return values.secret;
    case 'label':
      return values.label;
    case 'oneOf':
      return one.values?.[values.word % (one.values.length || 1)];
    case 'flag':
      return values.word % 2 === 0;
    case 'at':
      return AT;
    case 'seconds':
    case 'bytes':
    case 'count':
    case 'ratio':
    case 'number':
      return 1;
    case 'list':
      return one.element === undefined ? [] : [valueOf(one.element, values)];
    case 'map':
      return one.element === undefined ? {} : { key: valueOf(one.element, values) };
    case 'shape':
      return shapeOf(one.fields ?? {}, values);
  }
}

function shapeOf(fields: Fields, values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, valueOf(one, values)]));
}

function eventOf({ type, fields }: (typeof EVENTS)[number], values: Values): TelephonyEvent {
  const event = readEvent({ type, at: AT, ...shapeOf(fields, values) }, { now: AT, source: 'api' });
  if ('malformed' in event) throw new Error(`${type}: ${event.malformed} at ${event.path}`);
  return event;
}

function listen() {
  const registry = createRegistry();
  const outputs: TrackerOutput[] = [];
  const lost: string[] = [];
  const engine = createEngine({
    pipeline: createPipeline(() => AT),
    registry,
    settings: DEFAULT_TRACKER_SETTINGS,
    hashId: () => 'hash',
    hashCallId: () => 'hash',
    trunkOf: () => undefined,
    output: (output) => outputs.push(output),
  });
  engine.add({ name: 'lost', accept: (event) => void (event.type === 'event.dropped' && lost.push(`${event.stage} ${event.reason}`)) });
  return { registry, engine, outputs, lost };
}

test('what is private, a text or an id in any event is in no sample, and no event makes a consumer fail', () => {
  const { registry, engine, lost } = listen();
  for (let word = 0; word < 8; word += 1)
    for (const one of EVENTS)
      if (one.type !== 'event.dropped') engine.emit(eventOf(one, { label: 'name', secret: `${SECRET}-${word}`, word }));
  for (const later of [1, 10, 1000, 100_000]) engine.tick(AT + later);
  const samples = readSamples(registry.compose('text'));
  expect(samples.length).toBeGreaterThan(500);
  expect(samples.filter(([series]) => series.includes('15550100017'))).toEqual([]);
  expect(lost.filter((reason) => reason.endsWith('consumer_failed'))).toEqual([]);
});

test('whatever programs put into labels, no metric has more series than it declares', () => {
  const { registry, engine } = listen();
  for (let round = 0; round < 300; round += 1)
    for (const one of EVENTS)
      engine.emit(eventOf(one, { label: `${one.type}-${round * 7919}`, secret: `${SECRET}-${round}`, word: round }));
  engine.tick(AT + 1);
  const counts = new Map<string, Set<string>>();
  for (const [series] of readSamples(registry.compose('text'))) {
    const name = series.replace(/\{.*$/, '');
    const labels = series.slice(name.length).replace(/,?le="[^"]*"/, '');
    counts.set(name, (counts.get(name) ?? new Set()).add(labels));
  }
  const defs = CATALOGS.flatMap(({ moves }) => moves.map(({ metric }) => metric));
  const over = defs.filter(({ name, labels }) => (counts.get(name) ?? counts.get(`${name}_count`) ?? new Set()).size > bound(labels));
  expect(over.map(({ name }) => name)).toEqual([]);
  // Some are full: the caps were reached, and what came later shares one series.
  expect(counts.get('telephony_queue_calls')?.size).toBe(65);
});

/** The most series of a metric: the product of its values, and of each cap with the one series that is shared. */
function bound(labels: Readonly<Record<string, LabelDomain>>): number {
  return Object.values(labels).reduce((product, domain) => product * ('max' in domain ? domain.max + 1 : domain.length), 1);
}

test('every event moves a metric, or is folded into what does', () => {
  const moved = new Set(CATALOGS.flatMap(({ moves }) => moves.flatMap(({ movedBy }) => movedBy)));
  const folded = EVENTS.map(({ type }) => type).filter((type) => !moved.has(type));
  expect(folded.toSorted()).toEqual([
    'call.report',
    'conference.joined',
    'conference.left',
    'media.started',
    'sip.message',
    'test.started',
    'tls.opened',
    'webrtc.closed',
  ]);
});
