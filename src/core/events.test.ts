import { expect, expectTypeOf, test } from 'vitest';
import { counter, labelText, open, type LabelText } from '../metrics/index.ts';
import { event, type EventOf } from './event.ts';
import { EVENTS, type EventOfType, type TelephonyEvent } from './events/index.ts';
import { field } from './field.ts';
import { moves } from './moves.ts';
import type { Private } from './private.ts';

test('no two kinds of event share a name, and each says what it is', () => {
  const types = EVENTS.map((one) => one.type);
  expect(new Set(types).size).toBe(types.length);
  for (const one of EVENTS) {
    expect(one.type).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(one.help, one.type).toMatch(/^[A-Z].*\.$/);
  }
});

test('no event field takes the name of what every event has', () => {
  for (const one of EVENTS) {
    for (const name of ['type', 'at', 'receivedAt']) expect(Object.keys(one.fields), one.type).not.toContain(name);
  }
});

test('the type of an event derives from its declaration', () => {
  const probe = event('test.probe', 'A probe.', {
    id: field.id(),
    word: field.oneOf(['a', 'b']),
    lengthSeconds: field.seconds().optional(),
    secret: field.private(),
  });
  interface Probe {
    readonly type: 'test.probe';
    readonly at: number;
    readonly receivedAt?: number;
    readonly id: string;
    readonly word: 'a' | 'b';
    readonly lengthSeconds?: number;
    readonly secret: Private;
  }
  expectTypeOf<EventOf<typeof probe>>().toExtend<Probe>();
  expectTypeOf<Probe>().toExtend<EventOf<typeof probe>>();
  expectTypeOf<EventOfType<'event.dropped'>['stage']>().toEqualTypeOf<LabelText>();
});

const failuresTotal = counter('telephony_probe_total', { help: 'Probes.', labels: { word: ['a', 'b'], name: open(4) } });

test('what a metric must not be moved by does not compile', () => {
  const name = labelText('a');
  // Each line below fails `tsc` when the mistake it shows is accepted; building the moves calls no mover.
  const misspelt = moves(failuresTotal, {
    // @ts-expect-error a misspelt event
    'call.endet': () => undefined,
  });
  const mistakes = moves(failuresTotal, {
    'sip.message': (one, metric) => {
      // @ts-expect-error a Private value as a label
      metric.inc({ word: 'a', name: one.caller });
      // @ts-expect-error a plain string as an open label
      metric.inc({ word: 'a', name: one.callId });
      // @ts-expect-error a value outside of the closed domain
      metric.inc({ word: 'c', name });
      // @ts-expect-error a label too few
      metric.inc({ word: 'a' });
      // @ts-expect-error a label too many
      metric.inc({ word: 'a', name, more: name });
    },
    'call.ended': (one, metric) => {
      // @ts-expect-error an unchecked optional field as a number
      metric.add(one.talkSeconds, { word: 'a', name });
      // @ts-expect-error a field that the event does not have
      metric.add(one.holdSeconds, { word: 'a', name });
      if (one.talkSeconds !== undefined) metric.add(one.talkSeconds, { word: 'a', name: one.trunk });
    },
  });
  // @ts-expect-error a counter without _total
  const nameless = counter('telephony_probe', { help: 'Probes.' });
  expect(misspelt.movedBy).toEqual(['call.endet']);
  expect(mistakes.movedBy).toEqual(['sip.message', 'call.ended']);
  expect(nameless.kind).toBe('counter');
});

test('an event with a misspelt type, a missing field, a field too many or null for absent does not compile', () => {
  const source = labelText('hep');
  const events: readonly TelephonyEvent[] = [
    { type: 'source.started', at: 1, source },
    // @ts-expect-error a misspelt type
    { type: 'source.startet', at: 1, source },
    // @ts-expect-error a missing field
    { type: 'source.started', at: 1 },
    // @ts-expect-error a field too many
    { type: 'source.started', at: 1, source, port: 1 },
    // @ts-expect-error null where absent is meant
    { type: 'source.started', at: 1, source, receivedAt: null },
    // @ts-expect-error undefined where absent is meant
    { type: 'source.started', at: 1, source, receivedAt: undefined },
  ];
  expect(events).toHaveLength(6);
});
