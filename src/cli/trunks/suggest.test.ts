import { expect, test } from 'vitest';
import { labelText } from '../../core/index.ts';
import { testCall } from '../send/test-call.ts';
import { suggestionLines, suggestTrunks, type SeenCall } from './suggest.ts';

const PROXY = '127.0.0.1:5060';

type SeenOutcome = SeenCall['legs'][number]['outcome'];

/** A call by way of the proxy to next hops, each with what became of it and the trunk that it had. */
function seen(from: string, ...hops: readonly (readonly [address: string, outcome: SeenOutcome, trunk?: string])[]): SeenCall {
  const outcome = hops.some(([, one]) => one === 'answered') ? 'answered' : 'failed';
  const legs = hops.map(([address, one, trunk = 'none']) => ({ address, outcome: one, trunk: labelText(trunk), depth: 2 }));
  const trunk = legs.find((leg) => leg.trunk !== 'none')?.trunk ?? labelText('none');
  const near = { address: PROXY, outcome, trunk: labelText('none'), depth: 1 } as const;
  return { callerAddress: from, trunk, outcome, rounds: 1, isChallenged: false, legs: [near, ...legs] };
}

test('each port of an address has its own counts: who never answered is not shown with the answers of another', () => {
  const calls = [
    seen('127.0.0.1:5971', ['127.0.0.1:5972', 'answered']),
    seen('127.0.0.1:5971', ['127.0.0.1:5973', 'failed'], ['127.0.0.1:5972', 'answered']),
    seen('127.0.0.1:5971', ['127.0.0.1:5974', 'failed'], ['127.0.0.1:5972', 'answered']),
  ];
  expect(suggestionLines(suggestTrunks(calls)).slice(1)).toEqual([
    '  carrier-1: ["127.0.0.1:5972"]  # 0 calls from it, 3 to it, 3 answered',
    '  carrier-2: ["127.0.0.1:5971"]  # 3 calls from it, 0 to it, 3 answered',
    '  carrier-3: ["127.0.0.1:5973"]  # 0 calls from it, 1 to it, 0 answered',
    '  carrier-4: ["127.0.0.1:5974"]  # 0 calls from it, 1 to it, 0 answered',
  ]);
});

test('of a port that only called and got nowhere nothing is proposed, though another port of its address is a carrier', () => {
  const calls = [
    seen('198.51.100.1:5060', ['203.0.113.9:5070', 'answered']),
    seen('198.51.100.1:5060', ['203.0.113.9:5080', 'failed']),
    { ...seen('203.0.113.9:40001'), outcome: 'failed' as const },
  ];
  const { trunks, strangers } = suggestTrunks(calls);
  expect(trunks.flatMap(({ entries }) => entries)).toEqual(['198.51.100.1', '203.0.113.9:5070', '203.0.113.9:5080']);
  expect(strangers).toBe(1);
});

test('the many ports from which a carrier connects are one entry beside those that calls are sent to', () => {
  const calls = [
    ...[40001, 40002, 40003].map((port) => seen(`203.0.113.9:${port}`, ['198.51.100.1:5060', 'answered'])),
    seen('198.51.100.1:5060', ['203.0.113.9:5070', 'answered']),
    seen('198.51.100.1:5060', ['203.0.113.9:5080', 'failed']),
  ];
  const { trunks } = suggestTrunks(calls);
  expect(trunks.map(({ entries, from, to, answered }) => [...entries, from, to, answered])).toEqual([
    ['198.51.100.1', 2, 3, 4],
    ['203.0.113.9', 3, 0, 3],
    ['203.0.113.9:5070', 0, 1, 1],
    ['203.0.113.9:5080', 0, 1, 0],
  ]);
});

test('phones behind one address that are asked for a password are one office, with the calls of all of them', () => {
  const phone = (port: number): SeenCall => ({ ...seen(`203.0.113.5:${port}`, ['203.0.113.5:5062', 'answered']), rounds: 2 });
  const { trunks } = suggestTrunks([phone(5062), phone(5064), seen('203.0.113.5:5066', ['203.0.113.5:5064', 'answered'])]);
  expect(trunks).toEqual([{ name: 'access-1', role: 'access', entries: ['203.0.113.5'], from: 3, to: 3, answered: 6 }]);
});

test('the call that `send sip` makes up proposes nobody', () => {
  const [invite] = testCall('test-1', 0).messages;
  const leg = { address: invite?.dst ?? '', trunk: labelText('none'), depth: 1, outcome: 'answered' } as const;
  const call: SeenCall = { ...seen(invite?.src ?? ''), outcome: 'answered', legs: [leg] };
  expect(suggestTrunks([call])).toEqual({ trunks: [], strangers: 0 });
});

test('an address that is in the settings, or has a trunk in the newest of its calls, is not proposed for its older calls', () => {
  const calls = [
    seen('10.0.0.1:5060', ['203.0.113.8:5060', 'answered', 'carrier-a']),
    seen('10.0.0.1:5060', ['203.0.113.9:5060', 'answered']),
    seen('10.0.0.1:5060', ['203.0.113.8:5060', 'answered']),
    seen('10.0.0.1:5060', ['203.0.113.7:5060', 'answered']),
  ];
  const { trunks } = suggestTrunks(calls, (endpoint) => endpoint.startsWith('203.0.113.9:'));
  expect(trunks.flatMap(({ entries }) => entries)).toEqual(['203.0.113.7', '10.0.0.1']);
});

test('an address that lost its trunk is proposed again', () => {
  const calls = [
    seen('10.0.0.1:5060', ['203.0.113.8:5060', 'answered']),
    seen('10.0.0.1:5060', ['203.0.113.8:5060', 'answered', 'carrier-a']),
  ];
  expect(suggestTrunks(calls).trunks).toMatchObject([{ entries: ['203.0.113.8'], to: 1 }, { entries: ['10.0.0.1'] }]);
});
