import { CAUSE, moves, NO_TRUNK, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { RESULT, resultOf, SECONDS, WAY, wayOf } from './rustpbx-words.ts';

const direction = WAY;
const trunk = open(64);

export const inviteLatency = legacy.histogram('rustpbx_sip_invite_latency_seconds', {
  help: 'INVITE setup latency',
  labels: { direction },
  buckets: SECONDS,
});
export const calls = legacy.counter('rustpbx_calls_total', { help: 'Total completed calls', labels: { direction, result: RESULT } });
export const duration = legacy.histogram('rustpbx_call_duration_seconds', {
  help: 'Wall-clock time from INVITE to BYE',
  labels: { direction },
  buckets: SECONDS,
});
export const talkTime = legacy.histogram('rustpbx_call_talk_time_seconds', {
  help: 'Talk time (only for answered calls)',
  labels: { direction },
  buckets: SECONDS,
});
export const trunkCalls = legacy.counter('rustpbx_trunk_calls_total', {
  help: 'Calls routed through trunk',
  labels: { trunk_id: trunk, direction },
});
export const trunkFailed = legacy.counter('rustpbx_trunk_calls_failed_total', {
  help: 'Failed trunk calls',
  labels: { trunk_id: trunk, direction, reason: CAUSE },
});
export const trunkLatency = legacy.histogram('rustpbx_trunk_latency_seconds', {
  help: 'Trunk call setup latency',
  labels: { trunk_id: trunk },
  buckets: SECONDS,
});
export const trunkStatus = legacy.gauge('rustpbx_trunk_status', {
  help: 'Trunk online status (1=online, 0=offline)',
  labels: { trunk_id: trunk },
});

/** Calls and the trunks that carry them. */
export const rustpbxCalls: readonly Move[] = [
  moves(inviteLatency, {
    'call.answered': (call, metric) => {
      if (call.setupSeconds !== undefined) metric.observe(call.setupSeconds, { direction: wayOf(call.direction) });
    },
  }),
  moves(calls, { 'call.ended': (call, metric) => metric.inc({ direction: wayOf(call.direction), result: resultOf(call) }) }),
  moves(duration, {
    'call.ended': (call, metric) => {
      if (call.totalSeconds !== undefined) metric.observe(call.totalSeconds, { direction: wayOf(call.direction) });
    },
  }),
  moves(talkTime, {
    'call.ended': (call, metric) => {
      if (call.talkSeconds !== undefined) metric.observe(call.talkSeconds, { direction: wayOf(call.direction) });
    },
  }),
  moves(trunkCalls, {
    'call.ended': (call, metric) => {
      if (call.trunk !== NO_TRUNK) metric.inc({ trunk_id: call.trunk, direction: wayOf(call.direction) });
    },
  }),
  moves(trunkFailed, {
    'call.ended': (call, metric) => {
      if (call.trunk === NO_TRUNK || call.outcome === 'answered') return;
      metric.inc({ trunk_id: call.trunk, direction: wayOf(call.direction), reason: call.cause });
    },
  }),
  moves(trunkLatency, {
    'call.answered': (call, metric) => {
      if (call.trunk !== NO_TRUNK && call.setupSeconds !== undefined) metric.observe(call.setupSeconds, { trunk_id: call.trunk });
    },
  }),
  moves(trunkStatus, { 'trunk.state': ({ trunk: trunk_id, isUp }, metric) => metric.set(isUp ? 1 : 0, { trunk_id }) }),
];
