import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeChanges, splitDetail } from '../../src/format/index.ts';
import { plainChanges } from '../../src/testing/index.ts';

// Written from docs/format.md alone: nothing of src/format reads the example but the last line of its test.

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/format.md'), 'utf8');
const EXAMPLE = Buffer.from((/```hex\n([\da-f\s]+)```/.exec(PAGE)?.[1] ?? '').replaceAll(/\s/g, ''), 'hex');
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** The numbers of the page, by the first cell of their row. */
function numbersOf(row: string): Map<number, string> {
  const cells = PAGE.split('\n').find((line) => line.startsWith(`| ${row} |`)) ?? '';
  return new Map([...cells.matchAll(/(\d+) `([^`]+)`/g)].map(([, number, name]) => [Number(number), name ?? '']));
}

type Value = number | string | Buffer;
class Bytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(count: number): Buffer {
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.take(1)[0] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }
}

/** Fields by name, in order; `before` are the long values of the record around this one. */
function fieldsOf(bytes: Buffer, names: ReadonlyMap<number, string>, before: readonly Value[] = []): [string, Value, readonly Value[]][] {
  const input = new Bytes(bytes);
  const long = [...before];
  const fields: [string, Value, readonly Value[]][] = [];
  for (let number = 0; !input.isDone;) {
    const tag = input.varint();
    number += Math.floor(tag / 8);
    const value = valueOf(tag % 8, input, long);
    fields.push([names.get(number) ?? `field ${number}`, value, [...long]]);
  }
  return fields;
}

function valueOf(wire: number, input: Bytes, long: Value[]): Value {
  const remembered = (value: Value): Value => {
    long.push(value);
    return value;
  };
  if (wire === 0) {
    const value = input.varint();
    return value < 2 ** 14 ? value : remembered(value);
  }
  if (wire === 1) return 1;
  if (wire === 2) return -input.varint();
  if (wire === 3) return input.take(8).readDoubleLE();
  if (wire === 4) return input.take(input.varint());
  if (wire === 5) {
    const bits = [...input.take(10)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)]).join('');
  }
  if (wire === 6) {
    const address = input.take(6);
    return remembered(`${[...address.subarray(0, 4)].join('.')}:${address.readUInt16BE(4)}`);
  }
  return long[input.varint()] ?? 'nothing';
}

const text = (value: Value | undefined): string => (value instanceof Buffer ? value.toString() : String(value));
const word = (row: string, value: Value | undefined): string | undefined => numbersOf(row).get(Number(value));

function varintOf(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varintOf(Math.floor(value / 128))];
}

/** The record of a template and the rest. */
function joined(template: Bytes, rest: Bytes): number[] {
  const out: number[] = [];
  for (let number = 0; !template.isDone;) {
    const tag = template.varint();
    const wire = tag % 8;
    number += Math.floor(tag / 8);
    out.push(...varintOf(tag));
    if (number === 34) {
      const leg = joined(new Bytes(template.take(template.varint())), rest);
      out.push(...varintOf(leg.length), ...leg);
    } else if (wire === 0 || wire === 7) {
      const [shared = 0] = template.take(1);
      out.push(...varintOf(shared === 0 ? rest.varint() : shared - 1));
    } else if (wire === 2) out.push(...varintOf(rest.varint()));
    else if (wire === 4) {
      const length = rest.varint();
      out.push(...varintOf(length), ...rest.take(length));
    } else out.push(...rest.take([0, 0, 0, 8, 0, 10, 6][wire] ?? 0));
  }
  return out;
}

test('a decoder written from the page alone puts a detail together of its template and the rest', () => {
  const [change] = decodeChanges(EXAMPLE);
  const detail = change?.kind === 'call' ? change.detail : new Uint8Array(0);
  const { template, rest } = splitDetail(detail);
  expect(joined(new Bytes(Buffer.from(template)), new Bytes(Buffer.from(rest)))).toStrictEqual([...detail]);
  expect(detail).toHaveLength(76);
});

test('a decoder written from the page alone reads its example', () => {
  const payload = new Bytes(EXAMPLE);
  expect([payload.take(1).toString(), payload.varint()]).toStrictEqual(['R', 1]);
  const change = new Map(fieldsOf(payload.take(payload.varint()), numbersOf('change')).map(([name, value]) => [name, value]));
  expect(payload.isDone).toBe(true);
  expect([...change.keys()]).toStrictEqual(['isOpen', 'columns', 'detail', 'timeline']);

  const names = numbersOf('call');
  const columns = new Map(fieldsOf(change.get('columns') as Buffer, names).map(([name, value]) => [name, value]));
  const startedAt = Number(columns.get('startedAt'));
  expect([startedAt, word('`state`', columns.get('state')), word('`direction`', columns.get('direction'))]).toStrictEqual([
    1_700_000_000_000_000,
    'ringing',
    'inbound',
  ]);
  expect([text(columns.get('agent')), columns.get('pddSeconds'), text(columns.get('caller.mask'))]).toStrictEqual([
    'edge',
    1_500_000,
    '+49***0123',
  ]);
  expect([columns.get('isProvisional'), columns.get('hasRung'), columns.get('isEmergency'), columns.get('trunk')]).toStrictEqual([
    1,
    1,
    undefined,
    1,
  ]);

  const detailFields = fieldsOf(change.get('detail') as Buffer, names);
  const detail = new Map(detailFields.map(([name, value]) => [name, value]));
  expect(['id', 'callKey', 'caller.hash', 'callId'].map((name) => text(detail.get(name)))).toStrictEqual([
    'abcdefghijklmnop',
    'qrstuvwxyz234567',
    'aaaabbbbccccdddd',
    'x@y',
  ]);
  expect(['version', 'source', 'ringingAt', 'attempts', 'messages', 'srdSeconds'].map((name) => detail.get(name))).toStrictEqual([
    2, 2, 1_500_000, 1, 2, 1_500_000,
  ]);
  const [, leg, long] = detailFields.find(([name]) => name === 'legs') ?? [];
  const legFields = new Map(fieldsOf(leg as Buffer, numbersOf('leg of a call'), long).map(([name, value]) => [name, value]));
  expect([legFields.get('address'), legFields.get('startedAt'), legFields.get('ringingAt')]).toStrictEqual([
    '192.0.2.1:5060',
    -10_000,
    1_500_000,
  ]);
  expect([word('`outcome`', legFields.get('outcome')), word('`cause`', legFields.get('cause'))]).toStrictEqual(['unknown', 'other']);

  const timeline = new Bytes(change.get('timeline') as Buffer);
  const message = new Map(
    fieldsOf(timeline.take(timeline.varint()), numbersOf('message of a timeline')).map(([name, value]) => [name, value]),
  );
  expect([timeline.isDone, message.get('at'), message.get('receivedAt'), word('`method`', message.get('method'))]).toStrictEqual([
    true,
    1_700_000_000_000_000,
    2000,
    'INVITE',
  ]);
  expect([message.get('src'), message.get('dst'), message.get('branches'), message.get('lengthBytes')]).toStrictEqual([
    '192.0.2.1:5060',
    '192.0.2.2:5060',
    7,
    812,
  ]);
  expect(plainChanges(decodeChanges(EXAMPLE))).toMatchObject([
    { kind: 'call', isOpen: true, record: { id: 'abcdefghijklmnop', legs: [{ depth: 1 }] } },
  ]);
});

test('the page has every number that was ever given', () => {
  const given = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/format/numbers.json'), 'utf8')) as Record<
    string,
    Record<string, number>
  >;
  const rows = PAGE.split('\n').filter((line) => line.startsWith('| '));
  for (const [table, numbers] of Object.entries(given)) {
    const cells = Object.entries(numbers)
      .sort(([, a], [, b]) => a - b)
      .map(([name, number]) => `${number} \`${name}\``);
    expect([table, rows.some((row) => row.endsWith(`| ${cells.join(', ')} |`))]).toStrictEqual([table, true]);
  }
});
