// The messages of a call as a proxy in the middle sees them: each hop sends and receives.
import { micro, mix } from './random.mjs';

const PROXY = '192.0.2.2:5060';
const NEXT_HOP = '192.0.2.10:5060';

/** A message at a time; `hop` 0 is the side of the caller, 1 the side of the callee. */
function entry(call, index, at, method, hop, isFromCallee, status) {
  const { record, number } = call;
  const near = hop === 0 ? record.callerAddress : NEXT_HOP;
  const isFromNear = (hop === 0) !== isFromCallee;
  const time = micro(at + index * 0.0007);
  const made = {
    at: time,
    receivedAt: micro(time + 0.002),
    arrival: index,
    agent: record.agent,
    transport: record.transport,
    src: isFromNear ? near : PROXY,
    dst: isFromNear ? PROXY : near,
    method,
    cseq: method === 'BYE' ? 2 : 1,
    fromTag: mix(number, 40) * 2097152 + (number & 0xfffff),
    branches: hop === 0 ? [mix(number, 43) * 1048576 + hop] : [mix(number, 43) * 1048576 + hop, mix(number, 44) * 1048576],
    contentHash: mix(number * 16 + index, 45),
    lengthBytes: status === undefined ? 780 + hop * 90 : 420 + hop * 60,
    hasSdp: (method === 'INVITE' && status === undefined) || status === 200 || status === 183,
    hasCredentials: false,
    isEmergency: record.isEmergency,
  };
  if (status !== undefined) made.status = status;
  if (status !== undefined && status > 100) made.toTag = mix(number, 41) * 2097152 + (number & 0xfffff);
  if (method === 'INVITE' && status === undefined) made.sessionExpiresSeconds = 1800;
  return made;
}

/** INVITE, 100, INVITE to the next hop. */
export function openEntries(call) {
  const at = call.record.startedAt;
  return [entry(call, 0, at, 'INVITE', 0, false), entry(call, 1, at, 'INVITE', 0, true, 100), entry(call, 2, at, 'INVITE', 1, false)];
}

/** 180 or nothing, 200 and ACK, at both hops. */
export function answerEntries(call) {
  const { ringingAt, answeredAt } = call.record;
  return [
    entry(call, 3, ringingAt, 'INVITE', 1, true, 180),
    entry(call, 4, ringingAt, 'INVITE', 0, true, 180),
    entry(call, 5, answeredAt, 'INVITE', 1, true, 200),
    entry(call, 6, answeredAt, 'INVITE', 0, true, 200),
    entry(call, 7, answeredAt, 'ACK', 0, false),
    entry(call, 8, answeredAt, 'ACK', 1, false),
  ];
}

/** BYE and 200 at both hops, or the final answer and its ACK; nothing when the end was not seen. */
export function endEntries(call) {
  const { outcome, ended, endedAt, ringingAt, sipCode } = call.record;
  if (outcome === 'answered') {
    if (ended === 'unknown') return [];
    return [
      entry(call, 9, endedAt, 'BYE', 0, false),
      entry(call, 10, endedAt, 'BYE', 1, false),
      entry(call, 11, endedAt, 'BYE', 1, true, 200),
      entry(call, 12, endedAt, 'BYE', 0, true, 200),
    ];
  }
  if (sipCode === undefined) return [];
  const ringing =
    ringingAt === undefined ? [] : [entry(call, 3, ringingAt, 'INVITE', 1, true, 180), entry(call, 4, ringingAt, 'INVITE', 0, true, 180)];
  return [
    ...ringing,
    entry(call, 5, endedAt, 'INVITE', 1, true, sipCode),
    entry(call, 6, endedAt, 'ACK', 1, false),
    entry(call, 7, endedAt, 'INVITE', 0, true, sipCode),
    entry(call, 8, endedAt, 'ACK', 0, false),
  ];
}
