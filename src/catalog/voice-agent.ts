import {
  AGENT_MODE,
  AGENT_PART,
  AGENT_REASON,
  AGENT_USAGE,
  ATTACH_OUTCOME,
  CALL_CARRIER,
  catalog,
  labelText,
  LATENCY_STAGE,
  moves,
  SUCCESS,
  TOLD,
} from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { ANSWER_SECONDS, JOB_SECONDS, NATIVE } from './buckets.ts';

const provider = open(32);
const UNKNOWN = labelText('unknown');

/** What the caller waits for is the stage `speech_end_to_first_audio`. */
export const agentStage = histogram('telephony_agent_stage_seconds', {
  help: 'What the stages of voice agents took, as reported by their programs.',
  labels: { stage: LATENCY_STAGE },
  buckets: ANSWER_SECONDS,
  native: NATIVE,
  exemplars: true,
});

export const agentAttaches = counter('telephony_agent_attaches_total', {
  help: 'Voice agents that were attached to calls or could not be.',
  labels: { mode: AGENT_MODE, outcome: ATTACH_OUTCOME },
});

export const agentFallbacks = counter('telephony_agent_fallbacks_total', {
  help: 'Voice agents that run in another mode than they were asked to.',
  labels: { from: AGENT_MODE, to: AGENT_MODE },
});

export const agentSeconds = histogram('telephony_agent_session_seconds', {
  help: 'How long voice agents were in calls, in seconds. Absent where nobody told.',
  buckets: JOB_SECONDS,
});

export const agentsActive = gauge('telephony_agent_sessions_active', {
  help: 'Voice agents that are in calls. Absent until a program tells.',
  labels: { source: open(32) },
});

export const agentTurns = counter('telephony_agent_turns_total', {
  help: 'Turns of conversations with voice agents.',
  labels: { carrier: CALL_CARRIER },
});

export const agentTurnSeconds = histogram('telephony_agent_turn_seconds', {
  help: 'End of what a person said to the end of the answer, in seconds. Absent where nobody told.',
  buckets: ANSWER_SECONDS,
  native: NATIVE,
});

export const agentInterruptions = counter('telephony_agent_interruptions_total', {
  help: 'Times that a person interrupted a voice agent (barge-in).',
  labels: { carrier: CALL_CARRIER },
});

export const agentReconnects = counter('telephony_agent_reconnects_total', {
  help: 'Connections to the dialogs of voice agents that were made anew or could not be.',
  labels: { carrier: CALL_CARRIER, outcome: SUCCESS },
});

export const agentErrors = counter('telephony_agent_errors_total', {
  help: 'Failures of parts of voice agents.',
  labels: { carrier: CALL_CARRIER, part: AGENT_PART, reason: AGENT_REASON },
});

export const agentProviderErrors = counter('telephony_agent_provider_errors_total', {
  help: 'Failures of parts of voice agents by whose service they are, where it was told.',
  labels: { provider, part: AGENT_PART },
});

export const agentTools = counter('telephony_agent_tool_calls_total', {
  help: 'Tools that voice agents used, by how it came out.',
  labels: { tool: open(64), outcome: SUCCESS },
});

export const agentToolSeconds = histogram('telephony_agent_tool_seconds', {
  help: 'What tools of voice agents took, in seconds. Absent where nobody told.',
  labels: { tool: open(64) },
  buckets: ANSWER_SECONDS,
});

export const agentUsage = counter('telephony_agent_usage_total', {
  help: 'What voice agents used that is paid for, in the unit that the kind names.',
  labels: { kind: AGENT_USAGE, provider },
});

/** What voice agents tell of themselves. */
export const voiceAgentCatalog = catalog(
  'voice-agent',
  [
    moves(agentStage, {
      'agent.stage': ({ stage, seconds }, metric) => metric.observe(seconds, { stage }),
      'agent.traced': ({ stage, seconds, ...trace }, metric) => metric.exemplify(trace, seconds, { stage }),
    }),
    moves(agentAttaches, { 'agent.attached': ({ mode, outcome }, metric) => metric.inc({ mode, outcome }) }),
    moves(agentFallbacks, { 'agent.fallback': ({ from, to }, metric) => metric.inc({ from, to }) }),
    moves(agentSeconds, {
      'agent.detached': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
    moves(agentsActive, { 'agent.active': ({ source, count }, metric) => metric.set(count, { source }) }),
    moves(agentTurns, { 'agent.turn': ({ carrier }, metric) => metric.inc({ carrier }) }),
    moves(agentTurnSeconds, {
      'agent.turn': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
    moves(agentInterruptions, { 'agent.interruption': ({ carrier }, metric) => metric.inc({ carrier }) }),
    moves(agentReconnects, { 'agent.reconnect': ({ carrier, outcome }, metric) => metric.inc({ carrier, outcome }) }),
    moves(agentErrors, { 'agent.error': ({ carrier, part, reason }, metric) => metric.inc({ carrier, part, reason }) }),
    moves(agentProviderErrors, {
      'agent.error': ({ provider, part }, metric) => {
        if (provider !== undefined) metric.inc({ provider, part });
      },
    }),
    moves(agentTools, { 'agent.tool': ({ tool, outcome }, metric) => metric.inc({ tool, outcome }) }),
    moves(agentToolSeconds, {
      'agent.tool': ({ tool, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { tool });
      },
    }),
    moves(agentUsage, { 'agent.usage': ({ kind, amount, provider = UNKNOWN }, metric) => metric.add(amount, { kind, provider }) }),
  ],
  TOLD,
);
