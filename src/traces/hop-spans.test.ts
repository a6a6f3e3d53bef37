import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Private, type LatencyRecord } from '../core/index.ts';
import { playScene, SCENE_START } from '../testing/run-scene.ts';
import { storedCall } from '../testing/index.ts';
import { skewedDialogs } from '../testing/suites/skewed-dialogs.ts';
import { traceOf, type Span } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const hash = (text: string): string => createHmac('sha256', 'a key').update(text).digest('hex');

function tracesOf(scene: string, stages: readonly LatencyRecord[] = []): readonly (readonly Span[])[] {
  const { calls, timelines } = playScene(scene);
  return calls.map((call) => traceOf(call, timelines.get(call.id) ?? [], { hash, stages }));
}

/** What stands where in a trace: a line for each span, below its parent. */
function tree(spans: readonly Span[], parent?: string, indent = ''): readonly string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap((one) => {
      const words = [one.name, one.kind, one.attributes['telephony.sip.status_code'], one.status?.code];
      const line = `${indent}${words.filter((word) => word !== undefined).join(' ')}`;
      return [line, ...tree(spans, one.spanId, `${indent}. `)];
    });
}

const FAILOVER = `
0.000 uac > proxy INVITE via=u1 sdp
0.001 proxy > uac 100 via=u1
0.010 proxy > uas INVITE via=p1,u1 sdp
0.030 uas > proxy 503 via=p1,u1 to=x
0.031 proxy > uas ACK via=p1 to=x
0.040 proxy > uas2 INVITE via=p2,u1 sdp
0.100 uas2 > proxy 180 via=p2,u1 to=b
0.101 proxy > uac 180 via=u1 to=b
2.000 uas2 > proxy 200 via=p2,u1 to=b sdp
2.001 proxy > uac 200 via=u1 to=b sdp
2.010 uac > proxy ACK via=u2 to=b
2.011 proxy > uas2 ACK via=p3,u2 to=b
9.000 uac > proxy BYE via=u3 to=b cseq=2
9.001 proxy > uas2 BYE via=p4,u3 to=b cseq=2
9.020 uas2 > proxy 200 via=p4,u3 to=b cseq=2 of=BYE
9.021 proxy > uac 200 via=u3 to=b cseq=2 of=BYE`;

test('a hop lies below the one that its request was sent on from, and the carrier that refused is an error of its own', () => {
  const [spans = []] = tracesOf(FAILOVER);
  expect(tree(spans)).toEqual([
    'call internal',
    '. attempt internal',
    '. . ringing internal',
    '. . INVITE server 200',
    '. . . INVITE client 503 error',
    '. . . INVITE client 200',
    '. talk internal',
    '. teardown internal',
    '. . BYE server 200',
    '. . . BYE client 200',
  ]);
  const near = spans.find(({ name, kind }) => name === 'INVITE' && kind === 'server');
  expect(near?.events?.map(({ name, time }) => [name, Math.round((time - SCENE_START) * 1000)])).toEqual([
    ['100 Trying', 1],
    ['180 Ringing', 101],
    ['200 OK', 2001],
    ['ACK', 2010],
  ]);
  expect(near?.attributes).toMatchObject({
    'client.address': '192.0.2.10',
    'client.port': 5060,
    'server.address': '192.0.2.20',
    'network.protocol.name': 'sip',
    'network.transport': 'udp',
  });
});

test('a next hop that never answers is an error, a timeout; what was not captured is none', () => {
  const silent = `
0.000 uac > proxy INVITE via=u1 sdp
0.010 proxy > uas INVITE via=p1,u1 sdp
0.510 proxy > uas INVITE via=p1,u1 sdp
1.510 proxy > uas INVITE via=p1,u1 sdp
1.600 proxy > uas2 INVITE via=p2,u1 sdp
1.700 uas2 > proxy 486 via=p2,u1 to=b
1.710 proxy > uac 486 via=u1 to=b`;
  const [spans = []] = tracesOf(silent);
  expect(tree(spans)).toEqual([
    'call internal',
    '. attempt internal',
    '. . INVITE server 486',
    '. . . INVITE client error',
    '. . . INVITE client 486',
  ]);
  const dead = spans.find(({ attributes }) => attributes['error.type'] === 'timeout');
  expect(dead?.attributes).toMatchObject({
    'telephony.retransmissions': 2,
    'telephony.outcome': 'failed',
    'telephony.cause': 'no_response',
  });
  expect((dead?.endTime ?? 0) - (dead?.startTime ?? 0)).toBeCloseTo(1.5, 3);
});

const stage = (facts: Partial<LatencyRecord> & Pick<LatencyRecord, 'stage' | 'at' | 'seconds'>): LatencyRecord => ({
  id: `stage-${facts.stage}-${facts.at}`,
  callId: 'call-1',
  ...facts,
});

test('what an agent did for an answer lies below the turn in which the caller waited for it', () => {
  const at = SCENE_START + 5;
  const [spans = []] = tracesOf(FAILOVER, [
    stage({ stage: 'llm_first_token', at: at + 0.5, seconds: 0.3 }),
    stage({ stage: 'speech_end_to_first_audio', at: at + 0.9, seconds: 0.9 }),
    stage({ stage: 'tts_first_byte', at: at + 0.85, seconds: 0.2 }),
    stage({ stage: 'tool_call', at: at + 3, seconds: 0.1 }),
    stage({ stage: 'session', at: at + 3.5, seconds: 6 }),
  ]);
  expect(tree(spans).slice(5)).toEqual([
    '. . . INVITE client 200',
    '. talk internal',
    '. . invoke_agent internal',
    '. . . chat client',
    '. . . text_to_speech client',
    '. . execute_tool internal',
    '. teardown internal',
    '. . BYE server 200',
    '. . . BYE client 200',
    '. agent_session internal',
  ]);
  expect(spans.find(({ name }) => name === 'chat')?.attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'telephony.agent.stage': 'llm_first_token',
  });
});

/** What is wrong with a trace, in a sentence each. */
function faults(spans: readonly Span[]): readonly string[] {
  const seen = new Set<string>();
  return spans.flatMap((span) => {
    const found = [...timeFaults(span, spans[0]), ...placeFaults(span, spans[0], seen)];
    seen.add(span.spanId);
    return found;
  });
}

function timeFaults({ name, startTime, endTime, events = [] }: Span, root: Span | undefined): readonly string[] {
  const found: string[] = [];
  if (!(endTime >= startTime)) found.push(`${name} is negative`);
  if (events.some(({ time }) => time < startTime)) found.push(`${name} heard something before it began`);
  if (root !== undefined && (startTime < root.startTime || endTime > root.endTime)) found.push(`${name} is longer than its call`);
  return found;
}

function placeFaults({ name, spanId, parentSpanId, traceId }: Span, root: Span | undefined, seen: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  if (spanId !== root?.spanId && !seen.has(parentSpanId ?? '')) found.push(`${name} stands before its parent`);
  if (seen.has(spanId)) found.push(`${name} stands twice`);
  if (traceId !== root?.traceId) found.push(`${name} is of another trace`);
  return found;
}

test('of dialogs with skewed and mixed clocks and two vantages no span is negative, and each stands below its parent', () => {
  const time = fc.option(fc.double({ min: -500, max: 500, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(skewedDialogs, fc.tuple(time, time, time, time), ({ timeline }, [ringing, answered, ended, sdd]) => {
      const startedAt = timeline[0]?.at ?? 0;
      const facts = {
        ...(ringing === undefined ? {} : { ringingAt: startedAt + ringing }),
        ...(answered === undefined ? {} : { answeredAt: startedAt + answered, outcome: 'answered' as const }),
        ...(ended === undefined ? {} : { endedAt: startedAt + ended, outcome: 'failed' as const }),
        ...(sdd === undefined ? {} : { sddSeconds: Math.abs(sdd) }),
      };
      const call = storedCall({ startedAt, ...facts });
      expect(faults(traceOf(call, timeline, { hash }))).toEqual([]);
    }),
    { numRuns: rounds(200, 1000) },
  );
});

test('forged messages that name each other as their way make a trace all the same', () => {
  const [spans = []] = tracesOf(`
0.000 uac > proxy INVITE via=a,b
0.010 proxy > uas INVITE via=b,a
0.020 uas > proxy INVITE via=c,c,a
0.500 uas > proxy 200 via=x,a,b,c to=b`);
  expect(faults(spans)).toEqual([]);
  expect(spans.filter(({ name }) => name === 'INVITE')).toHaveLength(4);
});

test('a call with more messages than anybody reads says how many spans it leaves out', () => {
  const pings = Array.from({ length: 1200 }, (_, n) => `${3 + n * 0.001} uac > proxy INFO via=i${n} to=b cseq=${n + 10}`);
  const { calls, timelines } = playScene(`${FAILOVER}\n${pings.join('\n')}`, { settings: { maxTimeline: 5000 } });
  const [call] = calls;
  if (call === undefined) throw new Error('no call');
  const spans = traceOf(call, timelines.get(call.id) ?? [], { hash });
  expect(spans).toHaveLength(1000);
  expect(spans[0]?.attributes['telephony.spans_left_out']).toBe(1 + 4 + 5 + 1200 - 1000);
  expect(faults(spans)).toEqual([]);
});

test('nothing that is somebody’s is in a trace', () => {
  const { calls, timelines } = playScene(`${FAILOVER.replaceAll('INVITE', 'INVITE caller=+15550177331 callee=+15550177332')}`);
  const [call] = calls;
  if (call === undefined) throw new Error('no call');
  const secret = new Private('sentinel-name', 'name');
  const planted = {
    ...call,
    callerName: secret,
    metadata: '{"note":"sentinel-note"}',
    callerSealed: 'sentinel-sealed',
    ends: ['sentinel-end'],
  };
  const stages = [{ ...stage({ stage: 'other', at: SCENE_START, seconds: 1 }), metadata: '{"said":"sentinel-said"}' }];
  const text = JSON.stringify(traceOf(planted, timelines.get(call.id) ?? [], { hash, stages }));
  expect(text).toContain('192.0.2.10');
  expect(text).not.toMatch(/sentinel|5550177/);
});
