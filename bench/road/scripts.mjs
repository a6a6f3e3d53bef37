// What happens in a call and beside calls, and when: steps of `{ wait, spread, message }`, the least milliseconds since the step before and by how much more they differ.
import { SEQUENCE_DIGITS } from './sip.mjs';

const step = (wait, message, spread = 0) => ({ wait, spread, message });
const request = (method, hop, more) => ({ method, hop, ...more });
const response = (status, method, hop, more) => ({ status, method, hop, ...more });

const CALLEE = { toTag: 'c' };
const PROXY = { toTag: 'p', isOwn: true, isLocal: true };
/** What a gateway says to the proxy and the proxy ends itself. */
const REFUSED = { toTag: 'g', isLocal: false };
const TALK_MS = 15_000;
const TALK_SPREAD_MS = 6000;

/** INVITE, 100, and the INVITE of the proxy: the second try of a challenged caller has credentials, CSeq 2 and a branch of its own. */
const invite = (more = {}) => [
  step(0, request('INVITE', 'caller', { hasBody: true, ...more })),
  step(1, response(100, 'INVITE', 'caller', { isOwn: true, ...more })),
  step(1, request('INVITE', 'gateway', { hasBody: true, ...more })),
];
const ring = (hop = 'gateway', more = {}) => [
  step(150, response(180, 'INVITE', hop, { ...CALLEE, ...more }), 600),
  step(1, response(180, 'INVITE', 'caller', { ...CALLEE, ...more })),
];
const answer = (hop = 'gateway', more = {}) => [
  step(800, response(200, 'INVITE', hop, { ...CALLEE, hasBody: true, ...more }), 4000),
  step(1, response(200, 'INVITE', 'caller', { ...CALLEE, hasBody: true, ...more })),
  step(10, request('ACK', 'caller', { ...CALLEE, ...more, transaction: 5 }), 40),
  step(1, request('ACK', hop, { ...CALLEE, ...more, transaction: 5 })),
];
const refuse = (status, hop = 'gateway') => [
  step(20, response(status, 'INVITE', hop, REFUSED), 60),
  step(1, request('ACK', hop, { ...REFUSED, isLocal: true })),
];
const tellCaller = (status) => [step(1, response(status, 'INVITE', 'caller', PROXY)), step(10, request('ACK', 'caller', PROXY), 40)];
const cancelGateway = [
  step(1, request('CANCEL', 'gateway', { isLocal: true })),
  step(5, response(200, 'CANCEL', 'gateway', { ...CALLEE, isLocal: true }), 10),
  step(1, response(487, 'INVITE', 'gateway', CALLEE)),
  step(1, request('ACK', 'gateway', { ...CALLEE, isLocal: true })),
];
const byeOf = (hops, more) => [
  step(0, request('BYE', hops[0], more)),
  step(1, request('BYE', hops[1], more)),
  step(10, response(200, 'BYE', hops[1], more), 30),
  step(1, response(200, 'BYE', hops[0], more)),
];
const callerBye = (hop = 'gateway') => byeOf(['caller', hop], { ...CALLEE, cseq: 3, transaction: 6 });
const calleeBye = byeOf(['gateway', 'caller'], { ...CALLEE, cseq: 1, transaction: 7, isUp: true });
const talk = (bye) => bye.map((one, index) => (index === 0 ? { ...one, wait: TALK_MS, spread: TALK_SPREAD_MS } : one));
/** RTCP of both directions every five seconds, then the BYE: as long a talk as the others have. */
const relayed = (bye) => [
  ...[0, 1, 2].flatMap(() => [step(4900, { rtcp: 'caller' }, 200), step(80, { rtcp: 'gateway' }, 100)]),
  ...bye.map((one, index) => (index === 0 ? { ...one, wait: 500, spread: TALK_SPREAD_MS } : one)),
];

const SECOND_TRY = { cseq: 2, transaction: 2, authorization: 'Proxy-Authorization' };
const SECOND = { cseq: 2, transaction: 2 };
const challenged = [
  step(0, request('INVITE', 'caller', { hasBody: true })),
  step(2, response(407, 'INVITE', 'caller', PROXY)),
  step(10, request('ACK', 'caller', PROXY), 40),
  ...invite(SECOND_TRY),
  ...ring('gateway', SECOND),
  ...answer('gateway', SECOND),
  ...talk(callerBye()),
];
const failover = [...invite(), ...refuse(503), step(1, request('INVITE', 'second', { hasBody: true }))];

/** Calls: how many of a hundred, and the outcome that the store must have. */
const CALLS = {
  'BYE of the caller': { share: 24, outcome: 'answered', steps: [...invite(), ...ring(), ...answer(), ...talk(callerBye())] },
  'BYE of the callee': { share: 18, outcome: 'answered', steps: [...invite(), ...ring(), ...answer(), ...talk(calleeBye)] },
  'with RTCP': { share: 18, outcome: 'answered', steps: [...invite(), ...ring(), ...answer(), ...relayed(callerBye())] },
  challenged: { share: 10, outcome: 'answered', steps: challenged },
  'second gateway': {
    share: 4,
    outcome: 'answered',
    steps: [...failover, ...ring('second'), ...answer('second'), ...talk(callerBye('second'))],
  },
  busy: { share: 8, outcome: 'busy', steps: [...invite(), ...ring(), ...refuse(486), ...tellCaller(486)] },
  cancelled: {
    share: 8,
    outcome: 'cancelled',
    steps: [
      ...invite(),
      ...ring(),
      step(3000, request('CANCEL', 'caller', { isLocal: true }), 5000),
      step(1, response(200, 'CANCEL', 'caller', PROXY)),
      ...cancelGateway,
      ...tellCaller(487),
    ],
  },
  'no answer': {
    share: 7,
    outcome: 'no_answer',
    steps: [...invite(), ...ring(), { ...cancelGateway[0], wait: 18_000 }, ...cancelGateway.slice(1), ...tellCaller(408)],
  },
  'no gateway': { share: 3, outcome: 'failed', steps: [...failover, ...refuse(503, 'second'), ...tellCaller(503)] },
};

const registration = [
  step(0, request('REGISTER', 'caller')),
  step(2, response(401, 'REGISTER', 'caller', PROXY)),
  step(10, request('REGISTER', 'caller', { cseq: 2, transaction: 2, authorization: 'Authorization' }), 40),
  step(
    2,
    response(200, 'REGISTER', 'caller', {
      ...PROXY,
      cseq: 2,
      transaction: 2,
      extra: ['Contact: <sip:phone@192.0.2.200:5060>;expires=600'],
    }),
  ),
];
const ping = { hop: 'gateway', method: 'OPTIONS', isLocal: true, isProbe: true };
const summary = 'Messages-Waiting: yes\r\nMessage-Account: sip:voicemail@sip.example.com\r\nVoice-Message: 2/8 (0/2)\r\n';
const subscription = [
  step(0, request('SUBSCRIBE', 'caller', { extra: ['Event: message-summary', 'Expires: 3600'] })),
  step(2, response(200, 'SUBSCRIBE', 'caller', { toTag: 'p', isOwn: true, extra: ['Expires: 3600'] })),
  step(
    3,
    request('NOTIFY', 'caller', {
      toTag: 'p',
      isUp: true,
      isLocal: true,
      body: summary,
      extra: ['Event: message-summary', 'Subscription-State: active;expires=3600'],
    }),
  ),
  step(10, response(200, 'NOTIFY', 'caller', { toTag: 'p', isUp: true, isLocal: true }), 30),
];

/** What a proxy sends besides: how many for a hundred calls. */
const BESIDE = {
  registration: { share: 30, steps: registration },
  ping: { share: 20, steps: [step(0, ping), step(20, { ...ping, status: 200, toTag: 'o' }, 30)] },
  subscription: { share: 6, steps: subscription },
};

const next = { sequence: SEQUENCE_DIGITS, ...CALLEE };
const exchange = (method, wait, more = {}) => [
  { ...step(wait, request(method, 'caller', { ...next, ...more })), isNext: true },
  step(1, request(method, 'gateway', { ...next, ...more })),
  step(10, response(200, method, 'gateway', { ...next, ...more }), 30),
  step(1, response(200, method, 'caller', { ...next, ...more })),
];
const reinvite = [
  ...exchange('INVITE', 890, { hasBody: true }),
  step(10, request('ACK', 'caller', { ...next, transaction: 5 }), 40),
  step(1, request('ACK', 'gateway', { ...next, transaction: 5 })),
];
const standing = (hasTimer) => [...invite({ hasTimer }), ...ring(), ...answer('gateway', { hasTimer })];
const longTalk = [...exchange('INFO', 890), ...exchange('UPDATE', 890), ...reinvite];
const refreshed = exchange('UPDATE', 105_000, { hasTimer: true }).map((one, index) => (index === 0 ? { ...one, spread: 10_000 } : one));

/** Kinds of traffic: scripts by name. A script with `loopFrom` goes on from there for ever. */
export const TRAFFIC = {
  mix: { ...CALLS, ...BESIDE },
  stand: { standing: { share: 1, outcome: 'answered', steps: standing(false) } },
  /** Fourteen messages in 2.8 s: five a second. */
  long: { long: { share: 1, outcome: 'answered', steps: [...standing(false), ...longTalk], loopFrom: standing(false).length } },
  sessions: { refreshed: { share: 1, outcome: 'answered', steps: [...standing(true), ...refreshed], loopFrom: standing(true).length } },
};

/** Packets of an average dialog of a kind of traffic, and the share of dialogs that are calls. */
export function averages(scripts) {
  const all = Object.values(scripts);
  const shares = sum(all.map(({ share }) => share));
  return {
    packets: sum(all.map(({ share, steps }) => share * steps.length)) / shares,
    calls: sum(all.map(({ share, outcome }) => (outcome === undefined ? 0 : share))) / shares,
  };
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
