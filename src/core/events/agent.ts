import { AGENT_MODE, AGENT_PART, AGENT_REASON, AGENT_USAGE, ATTACH_OUTCOME, LATENCY_STAGE } from '../agent-words.ts';
import { CALL_CARRIER } from '../call-words.ts';
import { event, ownEvent } from '../event.ts';
import { field } from '../field.ts';
import { SUCCESS } from '../success-words.ts';
import { detail, told, toldOfCall } from './origin.ts';

/** Voice agents. People at desks are `desk.*`. */
const carrier = { carrier: field.oneOf(CALL_CARRIER).orElse('sip').describe('What carries the call.') };

export const agentStage = event('agent.stage', 'One stage of the answer of a voice agent is over.', {
  ...toldOfCall,
  stage: field.oneOf(LATENCY_STAGE),
  seconds: field.seconds(),
  metadata: field
    .private('text')
    .optional()
    .describe('What else the program knows of it, a JSON object. Texts in it are kept only where they cannot name anybody.'),
});

export const agentTraced = ownEvent(
  'agent.traced',
  'The trace of a call is exported, for the ratio or its program has chosen it, and this stage of its voice agent is in it. Metrics name it as their exemplar.',
  {
    callId: field.id().describe('The stable id of the call record.'),
    stage: field.oneOf(LATENCY_STAGE),
    seconds: field.seconds(),
    traceId: field.text().describe('32 hexadecimal digits.'),
    spanId: field.text().describe('That of the call itself, 16 hexadecimal digits.'),
  },
);

export const agentAttached = event('agent.attached', 'A voice agent was attached to a call, or could not be.', {
  ...toldOfCall,
  mode: field.oneOf(AGENT_MODE),
  outcome: field.oneOf(ATTACH_OUTCOME).orElse('ok'),
  sessionId: field.id().optional().describe('With it, `agent.active` is counted from begins and ends. Absent: tell `agent.active`.'),
  detail,
});

export const agentDetached = event('agent.detached', 'A voice agent left a call.', {
  ...toldOfCall,
  sessionId: field.id().optional(),
  seconds: field.seconds().optional().describe('How long it was there. Absent when nobody told.'),
});

export const agentActive = event('agent.active', 'How many voice agents are in calls.', { ...told, count: field.count() });

export const agentFallback = event('agent.fallback', 'A voice agent runs in another mode than it was asked to.', {
  ...toldOfCall,
  from: field.oneOf(AGENT_MODE),
  to: field.oneOf(AGENT_MODE),
});

export const agentTurn = event('agent.turn', 'A turn of a conversation is over: a person spoke and the agent answered.', {
  ...toldOfCall,
  ...carrier,
  seconds: field.seconds().optional().describe('End of speech to the end of the answer. Absent when nobody told.'),
  userText: field.private('text').optional(),
  agentText: field.private('text').optional(),
});

export const agentInterruption = event('agent.interruption', 'A person spoke while the agent did, and it stopped (barge-in).', {
  ...toldOfCall,
  ...carrier,
});

export const agentReconnect = event('agent.reconnect', 'The connection to the dialog of an agent was made anew, or could not be.', {
  ...toldOfCall,
  ...carrier,
  outcome: field.oneOf(SUCCESS),
  detail,
});

export const agentError = event('agent.error', 'A part of a voice agent failed.', {
  ...toldOfCall,
  ...carrier,
  part: field.oneOf(AGENT_PART),
  reason: field.oneOf(AGENT_REASON).orElse('other'),
  provider: field.label().optional().describe('Whose service it is. Absent when nobody told.'),
  detail,
});

export const agentTool = event('agent.tool', 'A voice agent used a tool.', {
  ...toldOfCall,
  tool: field.label().describe('Its name, from the fixed set of the agent.'),
  outcome: field.oneOf(SUCCESS),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
  detail,
});

export const agentUsage = event('agent.usage', 'A voice agent used something that is paid for.', {
  ...toldOfCall,
  kind: field.oneOf(AGENT_USAGE),
  amount: field.number().describe('In the unit that the kind names, 0 or more.'),
  provider: field.label().optional().describe('Whose service it is. Absent when nobody told.'),
});
