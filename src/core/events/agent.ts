import { LATENCY_STAGE } from '../agent-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';

export const agentStage = event('agent.stage', 'One stage of the answer of a voice agent is over.', {
  callId: field.id().describe('The id of the call in the program that carries it, as in `call.report`.'),
  source: field.label(),
  stage: field.oneOf(LATENCY_STAGE),
  seconds: field.seconds(),
});
