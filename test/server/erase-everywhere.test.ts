import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { unpackRawMessages } from '../../src/core/index.ts';
import { HEAD_BYTES, openBlock, readHead } from '../../src/format/raw-block.ts';
import { loadPrivacyKey } from '../../src/server/privacy/key-file.ts';
import { rawKeyOf } from '../../src/server/privacy/number-vault.ts';
import { createPrivacy } from '../../src/server/privacy/privacy.ts';
import { encodeHep3 } from '../../src/testing/index.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';

const ADMIN = 'an-administrator-token';
const headers = { authorization: `Bearer ${ADMIN}` };
const [CALLER, CALLEE] = ['192.0.2.10:5060', '192.0.2.20:5060'];
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Message {
  readonly callId: string;
  readonly line: string;
  readonly cseq: string;
  readonly from: string;
  readonly to: string;
  readonly toTag?: string;
  readonly more?: readonly string[];
  readonly body?: string;
}

function frame({ callId, line, cseq, from, to, toTag, more = [], body = '' }: Message): Uint8Array {
  const isAnswer = line.startsWith('SIP/2.0');
  const payload = [
    line,
    `Via: SIP/2.0/UDP ${CALLER};branch=z9hG4bK${callId}${cseq.replace(' ', '')}`,
    `From: <${from}>;tag=f${callId}`,
    `To: <${to}>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...more,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
  return encodeHep3({ at: Date.now() / 1000, src: isAnswer ? CALLEE : CALLER, dst: isAnswer ? CALLER : CALLEE, payload });
}

const OTHER = 'sip:+4930231259@example.org';

/** All that may hold a person: calls that are over and in progress, a registration, and messages of other methods that name him somewhere. */
function traces(name: string, person: string): { readonly before: readonly Uint8Array[]; readonly after: readonly Uint8Array[] } {
  const uri = `sip:${person}@example.org`;
  const over = { callId: `over${name}`, from: uri, to: OTHER };
  const open = { callId: `open${name}`, from: OTHER, to: uri };
  const early = { callId: `early${name}`, from: uri, to: OTHER };
  const own = { callId: `reg${name}`, from: uri, to: uri };
  const foreign = { callId: `else${name}`, from: OTHER, to: 'sip:service@example.org' };
  return {
    before: [
      frame({ ...over, line: `INVITE ${OTHER} SIP/2.0`, cseq: '1 INVITE' }),
      frame({ ...over, line: 'SIP/2.0 486 Busy Here', cseq: '1 INVITE', toTag: 't' }),
      frame({ ...open, line: `INVITE ${uri} SIP/2.0`, cseq: '1 INVITE' }),
      frame({ ...open, line: 'SIP/2.0 200 OK', cseq: '1 INVITE', toTag: 't', more: [`Contact: <${uri}>`] }),
      frame({ ...open, line: `ACK ${uri} SIP/2.0`, cseq: '1 ACK', toTag: 't' }),
      frame({ ...early, line: `INVITE ${OTHER} SIP/2.0`, cseq: '1 INVITE' }),
      frame({ ...own, line: 'REGISTER sip:example.org SIP/2.0', cseq: '1 REGISTER', more: ['Contact: <sip:x@192.0.2.10>'] }),
      frame({ ...own, line: 'SIP/2.0 200 OK', cseq: '1 REGISTER', toTag: 't' }),
      frame({ ...foreign, line: `MESSAGE ${uri} SIP/2.0`, cseq: '1 MESSAGE', to: uri }),
      frame({
        ...foreign,
        callId: `options${name}`,
        line: `OPTIONS ${OTHER} SIP/2.0`,
        cseq: '1 OPTIONS',
        more: [`P-Asserted-Identity: "${person}" <tel:${person}>`],
      }),
      frame({ ...foreign, callId: `sub${name}`, line: `SUBSCRIBE ${OTHER} SIP/2.0`, cseq: '1 SUBSCRIBE', more: [`Contact: <${uri}>`] }),
    ],
    after: [
      frame({ ...open, line: `INVITE ${OTHER} SIP/2.0`, cseq: '2 INVITE', toTag: 't' }),
      frame({ ...early, line: 'SIP/2.0 180 Ringing', cseq: '1 INVITE', toTag: 't' }),
      frame({ ...early, line: 'SIP/2.0 200 OK', cseq: '1 INVITE', toTag: 't' }),
      frame({ ...open, line: `BYE ${uri} SIP/2.0`, cseq: '3 BYE', toTag: 't' }),
      frame({ ...open, line: 'SIP/2.0 200 OK', cseq: '3 BYE', toTag: 't' }),
    ],
  };
}

async function send(server: TestServer, frames: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  const port = Number(server.endpoints[0]?.split(':').at(-1));
  for (const one of frames)
    await new Promise<void>((resolve, reject) =>
      socket.send(one, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error))),
    );
  socket.close();
}

interface Shown {
  readonly callId: string;
  readonly id: string;
  readonly callKey: string;
  readonly state: string;
  readonly isProvisional: boolean;
}

async function calls(server: TestServer, person?: string): Promise<readonly Shown[]> {
  const query = person === undefined ? '' : `&number=${encodeURIComponent(person)}`;
  const answer = await server.get(`/api/v1/calls?limit=1000${query}`, headers);
  return ((await answer.json()) as { calls: readonly Shown[] }).calls;
}

/** Waits until the call of somebody that is over has settled. */
async function settled(server: TestServer, name: string): Promise<void> {
  const isSettled = async (): Promise<boolean> =>
    (await calls(server)).some(({ callId, state, isProvisional }) => callId === `over${name}` && state === 'ended' && !isProvisional);
  await expect.poll(isSettled, { interval: 20 }).toBe(true);
}

async function report(server: TestServer, callId: string, caller: string, state: string): Promise<number> {
  const body = [{ type: 'call.report', callId, caller, callee: '+4930231259', state, at: Date.now() / 1000 }];
  return (await server.post('/api/v1/events', body, { ...headers, 'content-type': 'application/json' })).status;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** A keyed hash as files hold it: its letters, or their 80 bits. */
function forms(hash: string): readonly Buffer[] {
  const bits = [...hash].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return [Buffer.from(hash), Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** The files that hold one of these, and the whole messages that name a person. */
function found(folder: string, hashes: readonly string[], person: string): readonly string[] {
  const needles = hashes.flatMap(forms);
  const rawKey = rawKeyOf(loadPrivacyKey({ dataFolder: folder }));
  const held: string[] = [];
  for (const path of filesIn(folder)) {
    const bytes = readFileSync(path);
    if (needles.some((needle) => bytes.includes(needle)) || bytes.includes(person)) held.push(path.slice(folder.length));
    if (!path.endsWith('.raw')) continue;
    for (let at = 0, head = readHead(bytes, at); head !== undefined; head = readHead(bytes, at)) {
      const block = openBlock(bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + head.lengthBytes), rawKey);
      for (const one of block === undefined ? [] : unpackRawMessages(block)) {
        const text = new TextDecoder().decode(one.bytes);
        if (text.includes(`:${person}`) || text.includes(`"${person}"`)) held.push(text.slice(0, 20));
      }
      at += HEAD_BYTES + head.lengthBytes;
    }
  }
  return held;
}

test.each([
  ['a number in international form', '+493023125001', '+49 30 23125-001', { 'privacy-country': 'DE' }],
  ['a number as it is dialled in the country', '03023125001', '+493023125001', { 'privacy-country': 'DE' }],
  ['a number as it was dialled, without a country', '03023125001', '030 23125001', {}],
  ['a user', 'alice', 'Alice', {}],
  // Long enough that no key, port or time has its digits by chance.
  ['an extension', '76543', '76543', {}],
  ['a user who is shown as he is', 'alice', 'Alice', { 'privacy-clear': 'alice' }],
  ['a number that is shown as it is', '+493023125001', '030 23125-001', { 'privacy-country': 'DE', 'privacy-clear': '+49302312*' }],
])(
  'who is erased as %s is in no file and no answer any more, also not when his calls go on, nor after a restart',
  async (_, person, query, flags) => {
    const folder = testFolder(ends);
    const tokenFile = join(testFolder(ends), 'tokens');
    writeFileSync(tokenFile, `${ADMIN} metrics,read,write,pii,ingest\n`, { mode: 0o600 });
    const all = {
      ...flags,
      'auth-token-file': tokenFile,
      store: folder,
      'store-keep-raw-hours': '1',
      'privacy-keep-numbers': 'encrypted',
    };
    const server = await startServer(ends, all);
    const his = traces('his', person);
    const others = traces('others', '+447700900123');
    await send(server, [...his.before, ...others.before]);
    expect([
      await report(server, 'report-his', person, 'answered'),
      await report(server, 'report-others', '+447700900123', 'answered'),
    ]).toEqual([200, 200]);
    // Until all are there, and the calls that are over have settled.
    const isThere = async (): Promise<boolean> => {
      const all = await calls(server);
      return all.length >= 8 && all.every(({ state, isProvisional }) => state !== 'ended' || !isProvisional);
    };
    await expect.poll(isThere, { interval: 20 }).toBe(true);
    const isRaw = (one: string): boolean => /^(?:MESSAGE|OPTIONS|SUBSCRIBE|REGISTER)/.test(one);
    await expect.poll(() => found(folder, [], person).filter(isRaw).length).toBe(4);
    const [mine, foreign] = [await calls(server, query), await calls(server, '+447700900123')];
    expect([mine.length, foreign.length]).toEqual([4, 4]);
    const privacy = createPrivacy({
      key: loadPrivacyKey({ dataFolder: folder }),
      country: all['privacy-country' as never],
      output: 'masked',
    });
    const hashes = [privacy.hashPerson(query), ...mine.flatMap(({ id, callKey }) => [id, callKey])];
    const before = found(folder, hashes, person);
    expect(before.some((one) => one.endsWith('.db') || one.endsWith('-wal'))).toBe(true);
    expect(before.filter(isRaw)).toHaveLength(4);

    const erased = await fetch(`${server.url}/api/v1/people?number=${encodeURIComponent(query)}`, { method: 'DELETE', headers });
    expect([erased.status, await erased.json()]).toMatchObject([200, { erased: 4, registrations: 1 }]);
    expect(found(folder, hashes, person)).toEqual([]);
    expect(await calls(server, query)).toEqual([]);
    for (const { id } of mine) expect((await server.get(`/api/v1/calls/${id}`, headers)).status).toBe(404);

    await send(server, [...his.after, ...others.after]);
    await report(server, 'report-his', person, 'ended');
    // What another person begins behind it has settled.
    await send(server, traces('behind', '+447700900456').before);
    await settled(server, 'behind');
    expect(await calls(server, query)).toEqual([]);
    expect((await calls(server)).length).toBe(7);
    await server.stop();
    expect(found(folder, hashes, person)).toEqual([]);

    const again = await startServer(ends, all);
    await send(again, his.after);
    await send(again, traces('after', '+447700900789').before);
    await settled(again, 'after');
    expect(await calls(again, query)).toEqual([]);
    expect((await calls(again)).length).toBe(10);
  },
);
