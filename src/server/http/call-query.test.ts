import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { callQuery } from './call-query.ts';
import { parseParameters } from './parameters.ts';

const parse = (query: string) => parseParameters(callQuery, new URLSearchParams(query));

test('without parameters nothing is asked of the calls', () => {
  expect(parse('')).toEqual({});
});

test('every parameter reaches the filter in its own type', () => {
  expect(
    parse(
      'since=1700000000.5&until=2026-01-02T03:04:05Z&outcome=failed&cause=congestion&direction=inbound&trunk=carrier-a&sipCode=503&active=false&limit=7&cursor=abc',
    ),
  ).toEqual({
    since: 1700000000.5,
    until: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
    outcome: 'failed',
    cause: 'congestion',
    direction: 'inbound',
    trunk: 'carrier-a',
    sipCode: 503,
    active: false,
    limit: 7,
    cursor: 'abc',
  });
});

test('a time without a zone is UTC, wherever the server stands', () => {
  expect(parse('since=2026-01-02&until=2026-01-02T03:04')).toEqual({
    since: Date.UTC(2026, 0, 2) / 1000,
    until: Date.UTC(2026, 0, 2, 3, 4) / 1000,
  });
});

test.each([
  ['outcom=failed', '"outcom"'],
  ['outcome=success', 'outcome is not one of answered, busy'],
  ['cause=', 'cause'],
  ['direction=up', 'direction'],
  ['trunk=', 'trunk is empty'],
  ['sipCode=99', 'sipCode is not between 100 and 699'],
  ['sipCode=4o4', 'sipCode is no whole number'],
  ['active=1', 'active'],
  ['limit=0', 'limit is not between 1 and 1000'],
  ['limit=1001', 'limit'],
  ['limit=1e2', 'limit'],
  ['since=yesterday', 'since is neither'],
  ['since=2026-02-30', 'since is neither'],
  ['until=', 'until'],
  ['limit=1&limit=2', 'limit is given more than once'],
  [`cursor=${'x'.repeat(257)}`, 'cursor is longer'],
  ['__proto__=1', '"__proto__"'],
])('%s is refused with its name', (query, named) => {
  expect(() => parse(query)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(named) }));
});

test('any query gives a filter or a BAD_REQUEST, never another error', () => {
  const name = fc.oneof(fc.constantFrom('since', 'limit', 'outcome', 'cursor', 'active'), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (query) => {
      try {
        expect(callQuery.shape).toMatchObject(
          Object.fromEntries(Object.keys(parseParameters(callQuery, new URLSearchParams(query))).map((one) => [one, expect.anything()])),
        );
      } catch (error) {
        expect(error).toBeInstanceOf(TeleError);
        expect(error).toMatchObject({ code: 'BAD_REQUEST' });
      }
    }),
  );
});
