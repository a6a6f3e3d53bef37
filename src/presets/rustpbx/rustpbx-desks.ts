import { AUTONOMOUS_DECISION, DESK_STATE, moves, SUCCESS, type EventOfType, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { SECONDS } from './rustpbx-words.ts';

const agent = open(256);

const status = legacy.gauge('rustpbx_cc_agent_status', {
  help: '1 for what an agent does',
  labels: { agent, status: DESK_STATE },
});
export const handled = legacy.counter('rustpbx_cc_agent_calls_handled_total', {
  help: 'Calls that an agent is done with',
  labels: { agent },
});
const concurrent = legacy.gauge('rustpbx_cc_agent_concurrent_calls', { help: 'Calls of an agent right now', labels: { agent } });
export const active = legacy.gauge('rustpbx_cc_agents_active', { help: 'Agents by what they do', labels: { status: DESK_STATE } });
const messages = legacy.counter('rustpbx_cc_sip_message_sent_total', {
  help: 'SIP MESSAGEs sent to agents',
  labels: { agent, status: SUCCESS },
});
const autonomy = legacy.gauge('rustpbx_cc_autonomous_mode_enabled', { help: '1 while the contact centre decides by itself' });
const decisions = legacy.counter('rustpbx_cc_autonomous_decisions_total', {
  help: 'What the contact centre decided by itself',
  labels: { type: AUTONOMOUS_DECISION },
});

/** A time of the calls of agents. */
function time(name: string, help: string, read: (call: EventOfType<'desk.call'>) => number | undefined): Move {
  return moves(legacy.histogram(name, { help, labels: { agent }, buckets: SECONDS }), {
    'desk.call': (call, metric) => {
      const seconds = read(call);
      if (seconds !== undefined) metric.observe(seconds, { agent: call.agent });
    },
  });
}

/** The agents of the contact centre, and what it does by itself. */
export const rustpbxDesks: readonly Move[] = [
  moves(status, {
    'desk.state': (desk, metric) => {
      // What it did before is over.
      for (const one of DESK_STATE) if (one !== desk.state) metric.clear({ agent: desk.agent, status: one });
      metric.set(1, { agent: desk.agent, status: desk.state });
    },
  }),
  moves(handled, { 'desk.call': (call, metric) => metric.inc({ agent: call.agent }) }),
  time('rustpbx_cc_agent_talk_time_seconds', 'How long agents talked, by call', ({ talkSeconds }) => talkSeconds),
  time('rustpbx_cc_agent_wrapup_time_seconds', 'How long agents wrapped up, by call', ({ wrapupSeconds }) => wrapupSeconds),
  time('rustpbx_cc_agent_ringing_time_seconds', 'How long agents let it ring, by call', ({ ringSeconds }) => ringSeconds),
  moves(concurrent, {
    'desk.state': (desk, metric) => {
      if (desk.callCount !== undefined) metric.set(desk.callCount, { agent: desk.agent });
    },
  }),
  moves(active, { 'desk.active': ({ state, count }, metric) => metric.set(count, { status: state }) }),
  moves(messages, { 'desk.message': (message, metric) => metric.inc({ agent: message.agent, status: message.outcome }) }),
  moves(autonomy, { 'desk.autonomy': ({ isEnabled }, metric) => metric.set(isEnabled ? 1 : 0) }),
  moves(decisions, { 'desk.decision': ({ decision }, metric) => metric.inc({ type: decision }) }),
];
