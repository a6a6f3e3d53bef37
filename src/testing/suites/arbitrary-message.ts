import fc from 'fast-check';
import { labelText, METHOD, present, type EventOfType } from '../../core/index.ts';
import { SCENE_START } from '../run-scene.ts';

/** What decides calls comes more often than the rest. */
const COMMON = ['INVITE', 'INVITE', 'INVITE', 'BYE', 'ACK', 'CANCEL', 'REGISTER'] as const;

const small = (max: number) => fc.integer({ min: 0, max });
const endpoint = small(3).map((n) => `192.0.2.${n}:5060`);

/** Messages of a few Call-IDs, tags, branches and addresses, so that they meet in every way, sensible or not. */
export const arbitraryMessage: fc.Arbitrary<EventOfType<'sip.message'>> = fc
  .record({
    offset: fc.double({ min: 0, max: 90, noNaN: true }),
    lag: fc.double({ min: -1, max: 3, noNaN: true }),
    method: fc.constantFrom(...METHOD, ...COMMON, ...COMMON, ...COMMON),
    status: fc.option(fc.constantFrom(100, 180, 183, 200, 202, 302, 401, 407, 408, 422, 481, 486, 487, 500, 503, 603), {
      nil: undefined,
      freq: 1,
    }),
    cseq: small(3),
    call: small(1),
    fromTag: fc.option(small(2), { nil: undefined }),
    toTag: fc.option(small(2), { nil: undefined, freq: 1 }),
    branches: fc.array(small(5), { maxLength: 3 }),
    src: endpoint,
    dst: endpoint,
    agent: small(1),
    contentHash: small(4),
    hasSdp: fc.boolean(),
    sessionExpiresSeconds: fc.option(small(120), { nil: undefined }),
    refresher: fc.option(fc.constantFrom('uac' as const, 'uas' as const), { nil: undefined }),
    reasonSip: fc.option(fc.constantFrom(200, 487), { nil: undefined }),
    replaces: fc.option(small(2), { nil: undefined }),
  })
  .map(({ offset, lag, call, agent, replaces, status, fromTag, toTag, sessionExpiresSeconds, refresher, reasonSip, ...rest }) => ({
    type: 'sip.message',
    at: SCENE_START + offset,
    receivedAt: SCENE_START + offset + lag,
    source: labelText('hep'),
    agent: labelText(`agent-${agent}`),
    arrival: 0,
    transport: 'udp',
    lengthBytes: 400,
    callId: `c${call}`,
    isEmergency: false,
    hasCredentials: false,
    ...rest,
    ...present({ status, fromTag, toTag, sessionExpiresSeconds, refresher, reasonSip }),
    ...present({ replacesCallId: replaces === undefined ? undefined : `c${replaces}` }),
  }));
