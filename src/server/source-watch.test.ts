import { expect, test } from 'vitest';
import { labelText } from '../core/index.ts';
import { createSourceWatch } from './source-watch.ts';

const START = 1_795_219_200;
const hep = labelText('hep');

test('while the kernel drops packets the server is degraded, and says how many, since when and what to do', () => {
  const watch = createSourceWatch(START);
  const check = (at: number) => watch.check([], START + at);
  const drop = (at: number, count: number, reason: 'kernel_buffer' | 'rate_limited' = 'kernel_buffer') =>
    watch.accept({ type: 'event.dropped', at: START + at, stage: hep, reason, count });
  const fine = { name: 'receive_buffer', severity: 'ok', reason: 'The kernel drops no packets.' };
  drop(1, 5, 'rate_limited');
  expect(check(2)).toEqual([fine]);
  for (let second = 3; second <= 30; second += 1) drop(second, 1000);
  const [finding] = check(33);
  expect(finding?.severity).toBe('degraded');
  expect(finding?.reason).toContain('The kernel dropped 28000 packets within 30 s');
  expect(finding?.reason).toContain('net.core.rmem_max');
  expect(check(41)).toEqual([fine]);
  drop(50, 7);
  expect(check(51)[0]?.reason).toContain('dropped 7 packets within 1 s');
});

test('an expected source that is silent for a minute makes the server degraded, and one that is not expected does not', () => {
  const watch = createSourceWatch(START);
  watch.accept({ type: 'source.packet', at: START + 30, source: hep, kind: 'sip', lengthBytes: 500 });
  expect(watch.check(['hep'], START + 89)[0]).toMatchObject({ name: 'source_hep', severity: 'ok' });
  expect(watch.check(['hep'], START + 90)[0]).toMatchObject({ severity: 'degraded', reason: 'hep was last heard of 60 s ago.' });
  expect(watch.check([], START + 1000).map(({ name }) => name)).toEqual(['receive_buffer']);
});
