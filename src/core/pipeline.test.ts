import { expect, test } from 'vitest';
import { labelText } from '../metrics/index.ts';
import type { TelephonyEvent } from './events/index.ts';
import { createPipeline } from './pipeline.ts';

function started(name: string): TelephonyEvent {
  return { type: 'source.started', at: 1, source: labelText(name) };
}
/** A text that tells events apart. */
function brief(event: TelephonyEvent): string {
  if (event.type === 'source.started') return event.source;
  if (event.type === 'event.dropped') return `dropped ${event.count} at ${event.stage}: ${event.reason}, ${event.at}`;
  return event.type;
}

test('every consumer gets every event, in the order of emission and of adding', () => {
  const seen: string[] = [];
  const pipeline = createPipeline(() => 9);
  pipeline.add({ name: 'a', accept: (event) => void seen.push(`a ${brief(event)}`) });
  pipeline.add({ name: 'b', accept: (event) => void seen.push(`b ${brief(event)}`) });
  pipeline.emit(started('1'));
  pipeline.emit(started('2'));
  expect(seen).toEqual(['a 1', 'b 1', 'a 2', 'b 2']);
});

test('a consumer that says which types it takes is given no others, and is asked once of each', () => {
  const seen: string[] = [];
  const asked: string[] = [];
  const pipeline = createPipeline(() => 9);
  pipeline.add({
    name: 'drops',
    takes(type) {
      asked.push(type);
      return type === 'event.dropped';
    },
    accept: (event) => void seen.push(`drops ${brief(event)}`),
  });
  pipeline.add({
    name: 'weak',
    accept(event) {
      seen.push(`weak ${brief(event)}`);
      if (brief(event) === '1') throw new Error('broken');
    },
  });
  pipeline.emit(started('1'));
  pipeline.emit(started('2'));
  const loss = 'dropped 1 at weak: consumer_failed, 9';
  expect(seen).toEqual(['weak 1', `drops ${loss}`, `weak ${loss}`, 'weak 2']);
  expect(asked).toEqual(['source.started', 'event.dropped']);
});

test('an event that a consumer emits comes after the event at hand, for all consumers', () => {
  const seen: string[] = [];
  const pipeline = createPipeline(() => 9);
  pipeline.add({
    name: 'a',
    accept(event) {
      seen.push(`a ${brief(event)}`);
      if (brief(event) === '1') {
        pipeline.emit(started('1.1'));
        pipeline.emit(started('1.2'));
        seen.push('a done');
      }
    },
  });
  pipeline.add({ name: 'b', accept: (event) => void seen.push(`b ${brief(event)}`) });
  pipeline.emit(started('1'));
  pipeline.emit(started('2'));
  expect(seen).toEqual(['a 1', 'a done', 'b 1', 'a 1.1', 'b 1.1', 'a 1.2', 'b 1.2', 'a 2', 'b 2']);
});

test('a consumer that fails loses its event alone, and the loss is an event of its own', () => {
  const seen: string[] = [];
  const pipeline = createPipeline(() => 9);
  pipeline.add({
    name: 'weak',
    accept(event) {
      if (brief(event) === '1') throw new Error('broken');
      seen.push(`weak ${brief(event)}`);
    },
  });
  pipeline.add({ name: 'strong', accept: (event) => void seen.push(`strong ${brief(event)}`) });
  pipeline.emit(started('1'));
  pipeline.emit(started('2'));
  const loss = 'dropped 1 at weak: consumer_failed, 9';
  expect(seen).toEqual(['strong 1', `weak ${loss}`, `strong ${loss}`, 'weak 2', 'strong 2']);
});

test('a consumer that fails on every event is counted once per event and stops nothing', () => {
  const seen: string[] = [];
  const pipeline = createPipeline(() => 9);
  pipeline.add({
    name: 'broken',
    accept() {
      throw new Error('broken');
    },
  });
  pipeline.add({ name: 'log', accept: (event) => void seen.push(brief(event)) });
  pipeline.emit(started('1'));
  pipeline.emit(started('2'));
  expect(seen).toEqual(['1', 'dropped 1 at broken: consumer_failed, 9', '2', 'dropped 1 at broken: consumer_failed, 9']);
});

test('what is offered goes the way of every event when it is one, and to nobody when it is none', () => {
  const seen: string[] = [];
  const pipeline = createPipeline(() => 9);
  pipeline.add({
    name: 'a',
    accept(event) {
      seen.push(`a ${brief(event)}`);
      if (brief(event) !== '1') return;
      expect(pipeline.offer(started('1.1'))).toBe(true);
      expect(pipeline.offer({ type: 'source.started', at: 1 })).toBe(false);
    },
  });
  pipeline.add({ name: 'b', accept: (event) => void seen.push(`b ${brief(event)}`) });
  expect(pipeline.offer({ ...started('0'), at: 'now' })).toBe(false);
  expect(pipeline.offer({ type: 'source.begun', at: 1 })).toBe(false);
  expect(pipeline.offer(started('1'))).toBe(true);
  expect(pipeline.offer(started('2'))).toBe(true);
  expect(seen).toEqual(['a 1', 'b 1', 'a 1.1', 'b 1.1', 'a 2', 'b 2']);
});

test('a consumer that takes something else from now on says so by a reroute, which holds from the next event on', () => {
  const seen: string[] = [];
  let isTaking = false;
  const pipeline = createPipeline(() => 9);
  const set = (next: boolean): void => {
    isTaking = next;
    pipeline.reroute();
  };
  pipeline.add({
    name: 'first',
    accept(event) {
      if (brief(event) === '2') set(true);
      if (brief(event) === '4') set(false);
    },
  });
  pipeline.add({ name: 'second', takes: () => isTaking, accept: (event) => void seen.push(brief(event)) });
  for (const name of ['1', '2', '3', '4', '5']) pipeline.emit(started(name));
  expect(seen).toEqual(['3', '4']);
});

test('what is offered with a time out of bounds is taken now and told; other times out of bounds are left out', () => {
  const now = 1_795_219_200;
  const tenYears = 315_576_000;
  const seen: unknown[] = [];
  const pipeline = createPipeline(() => now);
  pipeline.add({ name: 'log', accept: (event) => void seen.push(event) });
  const report = { type: 'call.report', callId: 'c', source: labelText('pbx') };
  const clock = { type: 'source.clock', at: now, receivedAt: now, source: 'pbx', reason: 'skewed' };
  const within = [now, now + 3600, now - tenYears].map((at) => ({ ...report, at }));
  for (const event of within) expect(pipeline.offer(event)).toBe(true);
  expect(seen.splice(0)).toEqual(within);
  for (const at of [now + 3601, now * 1000, 2.5e11, now - tenYears - 1]) {
    expect(pipeline.offer({ ...report, at, receivedAt: at })).toBe(true);
    expect(seen.splice(0)).toEqual([clock, { ...report, at: now, receivedAt: now }]);
  }
  const media = { type: 'media.report', at: now, source: labelText('pbx'), agent: labelText('edge') };
  expect(pipeline.offer({ ...media, senderAt: 5e9 })).toBe(true);
  expect(seen.splice(0)).toEqual([clock, media]);
  let reads = 0;
  const moody = {
    ...report,
    get at() {
      reads += 1;
      if (reads > 1) throw new Error('read twice');
      return now;
    },
  };
  expect([pipeline.offer(moody), seen]).toEqual([false, []]);
});
