import { AUTONOMOUS_DECISION, catalog, DESK_STATE, moves, SUCCESS, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, TALK_SECONDS } from './buckets.ts';

const agent = open(256);

export const deskState = gauge('telephony_desk_agent_state', {
  help: '1 for the state that an agent is in, 0 for the others. Absent until it is told.',
  labels: { agent, state: DESK_STATE },
});

export const deskAgentCalls = gauge('telephony_desk_agent_calls', {
  help: 'Calls of an agent right now. Absent until they are told.',
  labels: { agent },
});

export const deskAgents = gauge('telephony_desk_agents', {
  help: 'Agents by state. Absent until a program tells.',
  labels: { source: open(32), state: DESK_STATE },
});

export const deskCalls = counter('telephony_desk_calls_total', { help: 'Calls that agents are done with.', labels: { agent } });

export const deskRing = histogram('telephony_desk_ring_seconds', {
  help: 'How long it rang at agents, in seconds. Absent where nobody told.',
  labels: { agent },
  buckets: JOB_SECONDS,
});

export const deskTalk = histogram('telephony_desk_talk_seconds', {
  help: 'How long agents talked, in seconds. Absent where nobody told.',
  labels: { agent },
  buckets: TALK_SECONDS,
  native: NATIVE,
});

export const deskWrapup = histogram('telephony_desk_wrapup_seconds', {
  help: 'What agents had to do after calls, in seconds. Absent where nobody told.',
  labels: { agent },
  buckets: JOB_SECONDS,
});

export const deskMessages = counter('telephony_desk_messages_total', {
  help: 'SIP MESSAGEs sent to agents.',
  labels: { agent, outcome: SUCCESS },
});

export const deskAutonomy = gauge('telephony_desk_autonomous', {
  help: '1 while the contact centre decides by itself, else 0. Absent until it is told.',
  labels: { source: open(32) },
});

export const deskDecisions = counter('telephony_desk_decisions_total', {
  help: 'What the contact centre decided by itself.',
  labels: { decision: AUTONOMOUS_DECISION },
});

/** People at desks. */
export const agentDeskCatalog = catalog(
  'agent-desk',
  [
    moves(deskState, {
      'desk.state': ({ agent, state }, metric) => {
        for (const one of DESK_STATE) metric.set(one === state ? 1 : 0, { agent, state: one });
      },
    }),
    moves(deskAgentCalls, {
      'desk.state': ({ agent, callCount }, metric) => {
        if (callCount !== undefined) metric.set(callCount, { agent });
      },
    }),
    moves(deskAgents, { 'desk.active': ({ source, state, count }, metric) => metric.set(count, { source, state }) }),
    moves(deskCalls, { 'desk.call': ({ agent }, metric) => metric.inc({ agent }) }),
    moves(deskRing, {
      'desk.call': ({ agent, ringSeconds }, metric) => {
        if (ringSeconds !== undefined) metric.observe(ringSeconds, { agent });
      },
    }),
    moves(deskTalk, {
      'desk.call': ({ agent, talkSeconds }, metric) => {
        if (talkSeconds !== undefined) metric.observe(talkSeconds, { agent });
      },
    }),
    moves(deskWrapup, {
      'desk.call': ({ agent, wrapupSeconds }, metric) => {
        if (wrapupSeconds !== undefined) metric.observe(wrapupSeconds, { agent });
      },
    }),
    moves(deskMessages, { 'desk.message': ({ agent, outcome }, metric) => metric.inc({ agent, outcome }) }),
    moves(deskAutonomy, { 'desk.autonomy': ({ source, isEnabled }, metric) => metric.set(isEnabled ? 1 : 0, { source }) }),
    moves(deskDecisions, { 'desk.decision': ({ decision }, metric) => metric.inc({ decision }) }),
  ],
  TOLD,
);
