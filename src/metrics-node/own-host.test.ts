import { expect, test } from 'vitest';
import { isOwnHost } from './own-host.ts';

test.each([
  ['127.0.0.1', true],
  ['127.0.0.1:7464', true],
  ['192.0.2.7:80', true],
  ['[::1]:7464', true],
  ['[2001:db8::7]', true],
  ['localhost', true],
  ['LocalHost.:7464', true],
  ['Metrics.Example.com:7464', true],
  [undefined, true],
  ['', false],
  [':7464', false],
  ['attacker.example', false],
  ['attacker.example:7464', false],
  ['localhost.attacker.example', false],
  ['127.0.0.1.attacker.example:7464', false],
  ['xmetrics.example.com', false],
  ['[attacker.example]', false],
  ['[127.0.0.1]', false],
  ['::1', false],
  ['127.0.0.1@attacker.example', false],
  ['127.0.0.1:7464, attacker.example', false],
  ['0x7f000001', false],
  ['2130706433', false],
  // Browsers say of these neither from which site they ask nor that it is another one.
  ['0.0.0.0', false],
  ['0.0.0.0:7464', false],
  ['0.0.0.1:7464', false],
  ['[::]:7464', false],
  ['[0:0:0:0:0:0:0:0]:7464', false],
  ['[::0]', false],
  ['[::ffff:127.0.0.1]:7464', false],
  ['[::ffff:7f00:1]', false],
  ['[0:0:0:0:0:ffff:7f00:0001]', false],
  ['[::FFFF:192.0.2.7]', false],
  ['[::127.0.0.1]', false],
  ['[::1.2.3.4]', false],
  ['[0:0:0:0:0:0:0:1]:7464', true],
  ['[2001:db8::192.0.2.7]', true],
])('the host %s is this server: %s', (header, isOwn) => {
  expect(isOwnHost(header, ['metrics.example.com'])).toBe(isOwn);
});

test.each([
  ['0.0.0.0:7464', '0.0.0.0'],
  ['[::]:7464', '::'],
  ['[::FFFF:192.0.2.7]:7464', '::ffff:192.0.2.7'],
])('the host %s is this server when its settings name it', (header, name) => {
  expect([isOwnHost(header, [name]), isOwnHost(header, ['metrics.example.com'])]).toEqual([true, false]);
});
