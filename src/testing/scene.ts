import {
  ATTESTATION,
  METHOD,
  present,
  Private,
  REFRESHER,
  STIR_OUTCOME,
  TRANSPORT,
  type Attestation,
  type EventOfType,
  type Method,
  type Refresher,
  type StirOutcome,
  type Transport,
} from '../core/index.ts';
import { labelText } from '../metrics/index.ts';

/** One SIP message as a scene names it, before it becomes an event or bytes. */
export interface SceneMessage {
  readonly at: number;
  readonly src: string;
  readonly dst: string;
  readonly method: Method;
  readonly status?: number;
  readonly cseq: number;
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag?: string;
  /** Via branches, topmost first. */
  readonly via: readonly string[];
  readonly agent: string;
  readonly hasSdp: boolean;
  /** How its media flow, where the scene says it. */
  readonly flow?: string;
  readonly hasCredentials: boolean;
  readonly isStale?: true;
  readonly reasonSip?: number;
  readonly reasonQ850?: number;
  readonly sipfragStatus?: number;
  readonly sessionExpiresSeconds?: number;
  readonly refresher?: Refresher;
  readonly verstat?: StirOutcome;
  readonly attestation?: Attestation;
  readonly contact?: string;
  readonly expiresSeconds?: number;
  readonly replaces?: string;
  /** Hosts of the Request-URI and of From; absent: example.org. */
  readonly host?: string;
  readonly fromHost?: string;
  readonly caller: string;
  readonly callee: string;
  readonly isEmergency: boolean;
  readonly transport: Transport;
  /** What else its bytes hold. */
  readonly content: string;
}

const ADDRESSES: { readonly [name: string]: string } = {
  uac: '192.0.2.10:5060',
  proxy: '192.0.2.20:5060',
  proxy2: '192.0.2.21:5060',
  uas: '192.0.2.30:5060',
  uas2: '192.0.2.31:5060',
  uas3: '192.0.2.32:5060',
  phone: '192.0.2.40:5060',
};

/**
 * Reads a scene, one message a line: `0.5 uac > proxy INVITE via=u1` or `0.9 proxy > uac 180 via=u1 to=b`.
 * Words after the message: `via=top,below`, `from=tag`, `to=tag`, `cseq=1`, `call=name`, `of=METHOD` (of a response), `agent=2001`, `sdp` or `sdp=sendonly`, `auth`, `stale`,
 * `sip=200` and `q850=17` (Reason), `frag=200` (body of a NOTIFY), `se=1800`, `refresher=uas` (of a 2xx), `verstat=verified`, `attest=A`, `contact=name` (of a REGISTER), `expires=600`, `replaces=call`, `caller=user`, `callee=user`, `host=name` (of the Request-URI), `fromhost=name`, `sos`, `over=tcp`, `content=text` (tells apart what is equal but for
 * its bytes). Lines may be empty or start with `#`.
 */
export function readScene(text: string, startAt: number): readonly SceneMessage[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => readLine(line, startAt));
}

function readLine(line: string, startAt: number): SceneMessage {
  const [time = '', src = '', arrow, dst = '', what = '', ...words] = line.split(/\s+/);
  if (arrow !== '>' || what === '') throw new Error(`not a scene line: ${line}`);
  const options = new Map(words.map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']));
  const status = /^\d{3}$/.test(what) ? Number(what) : undefined;
  const method = METHOD.find((one) => one === (status === undefined ? what : (options.get('of') ?? 'INVITE')));
  if (method === undefined) throw new Error(`no such method: ${line}`);
  return {
    at: Math.round((startAt + Number(time)) * 1e6) / 1e6,
    src: ADDRESSES[src] ?? src,
    dst: ADDRESSES[dst] ?? dst,
    method,
    hasSdp: options.has('sdp'),
    hasCredentials: options.has('auth'),
    isEmergency: options.has('sos'),
    ...readDefaulted(options),
    ...readOptional(options),
    ...present({ status }),
  };
}

function readDefaulted(options: ReadonlyMap<string, string>) {
  const word = (name: string, otherwise: string): string => options.get(name) ?? otherwise;
  return {
    cseq: Number(word('cseq', '1')),
    callId: `${word('call', 'c1')}@scene`,
    fromTag: word('from', 'a'),
    via: word('via', '')
      .split(',')
      .filter((branch) => branch !== ''),
    agent: word('agent', '2001'),
    caller: word('caller', '+15550100017'),
    callee: word('callee', '+15550100042'),
    content: word('content', ''),
    transport: TRANSPORT.find((one) => one === word('over', 'udp')) ?? 'other',
  };
}

function readOptional(options: ReadonlyMap<string, string>) {
  const number = (name: string): number | undefined => (options.has(name) ? Number(options.get(name)) : undefined);
  return present({
    toTag: options.get('to'),
    reasonSip: number('sip'),
    reasonQ850: number('q850'),
    sipfragStatus: number('frag'),
    sessionExpiresSeconds: number('se'),
    expiresSeconds: number('expires'),
    refresher: REFRESHER.find((one) => one === options.get('refresher')),
    verstat: STIR_OUTCOME.find((one) => one === options.get('verstat')),
    attestation: ATTESTATION.find((one) => one === options.get('attest')),
    host: options.get('host'),
    fromHost: options.get('fromhost'),
    contact: options.get('contact'),
    replaces: options.get('replaces'),
    // An SDP without a value says nothing of it.
    flow: options.get('sdp') === '' ? undefined : options.get('sdp'),
    isStale: options.has('stale') ? (true as const) : undefined,
  });
}

/** The events of a scene, as the hep source would emit them; `delay` shifts a message's arrival, by its index. */
export function sceneEvents(
  messages: readonly SceneMessage[],
  delay: (index: number) => number = () => 0,
): readonly EventOfType<'sip.message'>[] {
  return messages.map((message, index) => sceneEvent(message, index, message.at + delay(index)));
}

function sceneEvent(message: SceneMessage, arrival: number, receivedAt: number): EventOfType<'sip.message'> {
  const { fromTag, toTag, via, status, replaces, caller, callee, src, dst, at, method, cseq, callId, hasSdp, hasCredentials, isEmergency } =
    message;
  const { content } = message;
  const { reasonSip, reasonQ850, sipfragStatus, sessionExpiresSeconds, expiresSeconds, isStale } = message;
  return {
    type: 'sip.message',
    at,
    receivedAt,
    source: labelText('hep'),
    agent: labelText(message.agent),
    arrival,
    transport: message.transport,
    src,
    dst,
    contentHash: numberOf([method, status ?? '', cseq, callId, fromTag, toTag ?? '', via.join(), hasSdp, content].join('|')),
    lengthBytes: 500,
    callId,
    method,
    cseq,
    fromTag: numberOf(fromTag),
    branches: via.map(numberOf),
    caller: new Private(caller, 'number'),
    callee: new Private(callee, 'number'),
    requestUser: new Private(callee, 'number'),
    isEmergency,
    hasSdp,
    hasCredentials,
    ...present({ status, reasonSip, reasonQ850, sipfragStatus, sessionExpiresSeconds, expiresSeconds, isStale }),
    ...present({ refresher: message.refresher, verstat: message.verstat, attestation: message.attestation }),
    ...present({ media: message.flow === undefined ? undefined : `PCMU 192.0.2.1:4000 ${message.flow}` }),
    ...(method === 'REGISTER' ? readBinding(message) : {}),
    ...present({
      toTag: toTag === undefined ? undefined : numberOf(toTag),
      replacesCallId: replaces === undefined ? undefined : `${replaces}@scene`,
    }),
  };
}

/** Of a REGISTER with `contact` its binding, as its 2xx lists it too. */
function readBinding({ callee, contact, status, expiresSeconds }: SceneMessage) {
  const addressOfRecord = numberOf(callee);
  if (contact === undefined) return { addressOfRecord };
  const isListed = status !== undefined && status < 300 && expiresSeconds !== undefined && expiresSeconds > 0;
  if (status !== undefined && !isListed) return { addressOfRecord, contacts: [], contactSeconds: [] };
  const contacts = [numberOf(contact)];
  return { addressOfRecord, contacts, ...present({ contactSeconds: isListed ? [expiresSeconds] : undefined }) };
}

/** A number that stands for a text as the seeded hashes of the source do. */
function numberOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 281_474_976_710_597;
  return hash;
}
