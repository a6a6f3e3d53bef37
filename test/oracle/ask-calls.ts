import { countKpis, kpis, labelText, type CallRecord } from '../../src/core/index.ts';
import { playScene, type ScenePlayed } from '../../src/testing/run-scene.ts';
import { RATIO_KEYS, type Expected, type OracleRow } from './read-rows.ts';

/** One value of a row that is not what ringscope says. */
export interface Difference {
  readonly call: number;
  readonly key: string;
  readonly expected: string;
  readonly found: string;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['192.0.2.10:5060', 'uac'],
  ['192.0.2.20:5060', 'proxy'],
  ['192.0.2.21:5060', 'proxy2'],
  ['192.0.2.30:5060', 'uas'],
  ['192.0.2.31:5060', 'uas2'],
  ['192.0.2.32:5060', 'uas3'],
]);

const nameOf = (address: string): string => NAMES.get(address) ?? address;

/** Plays the messages of a row through ringscope. */
export function playRow(row: Pick<OracleRow, 'lines' | 'untilSeconds' | 'sweepSeconds' | 'carriers'>): ScenePlayed {
  const lines = row.lines.map((line) => line.replace(/ late=\S+/, ''));
  const delays = row.lines.map((line) => Number(/ late=(\S+)/.exec(line)?.[1] ?? 0));
  const last = Math.max(...row.lines.map((line, index) => Number(line.split(' ')[0]) + (delays[index] ?? 0)));
  const carrier = labelText('carrier');
  return playScene(lines.join('\n'), {
    delay: (index) => delays[index] ?? 0,
    runOnSeconds: Math.max(5, (row.untilSeconds ?? 0) - last),
    settings: {
      hasTrunks: row.carriers.length > 0,
      ...(row.sweepSeconds === undefined ? {} : { sweepAnsweredSeconds: row.sweepSeconds }),
    },
    trunkOf: (endpoint) => (row.carriers.includes(nameOf(endpoint)) ? carrier : undefined),
  });
}

/** Compares what a row expects with the records of ringscope, value by value. */
export function compareRow(expected: readonly Expected[], calls: readonly CallRecord[]): readonly Difference[] {
  const differences: Difference[] = [];
  if (expected.length !== calls.length) {
    differences.push({ call: 0, key: 'calls', expected: String(expected.length), found: String(calls.length) });
  }
  for (const [index, values] of expected.entries()) {
    const record = calls[index];
    if (record === undefined) continue;
    const found = valuesOf(record);
    for (const [key, value] of values) {
      const other = found.get(key) ?? '-';
      const isSame = key === 'anomaly' ? other.split(',').includes(value) : other === value;
      if (!isSame) differences.push({ call: index, key, expected: value, found: other });
    }
  }
  return differences;
}

function valuesOf(record: CallRecord): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const put = (key: string, value: string | number | undefined): void => {
    if (value !== undefined) values.set(key, typeof value === 'number' ? String(Math.round(value * 1e6) / 1e6) : value);
  };
  putCodes(record, put);
  putTimes(record, put);
  for (const leg of record.legs) put(`leg-${nameOf(leg.address)}`, `${leg.status ?? '-'}/${leg.outcome}/${leg.cause}`);
  const ratios = kpis(countKpis([record]));
  const shares = { ...ratios, redirect: ratios.redirectRatio };
  for (const key of RATIO_KEYS) put(key, shares[key] === undefined ? '0/0' : `${shares[key]}/1`);
  return values;
}

type Put = (key: string, value: string | number | undefined) => void;

function putCodes(record: CallRecord, put: Put): void {
  put('call', record.callId.replace('@scene', ''));
  put('outcome', record.outcome);
  put('final', record.sipCode);
  put('hop', record.hopCode === undefined ? undefined : `${record.hopCode}@${nameOf(record.hopAddress ?? '')}`);
  for (const key of ['rounds', 'attempts', 'messages', 'retransmissions', 'duplicates', 'vantages', 'reinvites'] as const)
    put(key, record[key]);
  put('released', record.releasedBy);
  put('ended', record.ended);
  put('cause', record.cause);
  put('race', record.race);
  put('state', record.state);
  put('rang', record.hasRung ? 'yes' : 'no');
  put('reason-q850', record.reasonQ850);
  put('anomaly', record.anomalies.join(','));
}

function putTimes(record: CallRecord, put: Put): void {
  put('talk', record.talkSeconds);
  put('ring', record.ringSeconds);
  put('pdd', record.pddSeconds);
  put('setup', record.setupSeconds);
  put('srd', record.srdSeconds);
  put('firstsrd', record.firstSrdSeconds);
  put('sdd', record.sddSeconds);
  put('early', record.earlyMediaSeconds);
  put('se', record.sessionExpiresSeconds);
}
