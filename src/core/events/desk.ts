import { AUTONOMOUS_DECISION } from '../agent-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { DESK_STATE } from '../queue-words.ts';
import { SUCCESS } from '../success-words.ts';
import { told, toldOfCall } from './origin.ts';

/** People at desks. What a voice agent does is `agent.*`. */
const agent = {
  agent: field.personLabel().describe('The id of the agent in the configuration. Never a name or number: it becomes a label.'),
};

export const deskState = event('desk.state', 'What an agent does from now on.', {
  ...told,
  ...agent,
  state: field.oneOf(DESK_STATE),
  callCount: field.count().optional().describe('Calls of the agent right now. Absent when nobody told.'),
});

export const deskActive = event('desk.active', 'How many agents are in a state.', {
  ...told,
  state: field.oneOf(DESK_STATE),
  count: field.count(),
});

export const deskCall = event('desk.call', 'An agent is done with a call, wrap-up included.', {
  ...toldOfCall,
  ...agent,
  ringSeconds: field.seconds().optional().describe('Absent when nobody told, as below.'),
  talkSeconds: field.seconds().optional(),
  wrapupSeconds: field.seconds().optional(),
});

export const deskMessage = event('desk.message', 'A SIP MESSAGE was sent to an agent.', {
  ...told,
  ...agent,
  outcome: field.oneOf(SUCCESS),
  text: field.private('text').optional(),
});

export const deskAutonomy = event('desk.autonomy', 'Whether the contact centre decides by itself.', { ...told, isEnabled: field.flag() });

export const deskDecision = event('desk.decision', 'The contact centre decided something by itself.', {
  ...toldOfCall,
  decision: field.oneOf(AUTONOMOUS_DECISION).orElse('other'),
});
