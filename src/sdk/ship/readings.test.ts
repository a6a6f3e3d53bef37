import { expect, test } from 'vitest';
import { labelText } from '../../core/index.ts';
import { Readings, type Reading } from './readings.ts';

const network = (name: string, lengthBytes: number, at = 1): Reading => ({
  type: 'program.network',
  at,
  source: labelText('rig'),
  interface: labelText(name),
  direction: 'sent',
  lengthBytes,
});

test('bytes of an interface add up, and of a state the newest is kept', () => {
  const readings = new Readings();
  readings.put(network('eth0', 10, 1));
  readings.put(network('eth1', 1, 1));
  readings.put(network('eth0', 5, 2));
  readings.put({ type: 'program.state', at: 1, source: labelText('rig'), threads: 3 });
  readings.put({ type: 'program.state', at: 2, source: labelText('rig'), threads: 4 });
  expect(readings.take()).toEqual([
    network('eth0', 15, 2),
    network('eth1', 1, 1),
    { type: 'program.state', at: 2, source: 'rig', threads: 4 },
  ]);
  expect(readings.length).toBe(0);
});

test('a machine whose interfaces come and go fills no memory', () => {
  const readings = new Readings();
  let taken = 0;
  for (let index = 0; index < 1000; index += 1) if (readings.put(network(`veth${index}`, 1))) taken += 1;
  expect(taken).toBe(200);
  expect(readings.length).toBe(200);
});
