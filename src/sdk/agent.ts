import { timed, type SubjectContext } from './subject.ts';

/** Voice agents: their stages, turns, faults and use. */
export type Agent = ReturnType<typeof createAgent>;

/** Makes the subject. */
export function createAgent(context: SubjectContext) {
  const { tell } = context;
  return {
    stage: timed(context, 'agent.stage'),
    attached: tell('agent.attached'),
    detached: tell('agent.detached'),
    active: tell('agent.active'),
    fallback: tell('agent.fallback'),
    turn: timed(context, 'agent.turn'),
    interruption: tell('agent.interruption'),
    reconnect: tell('agent.reconnect'),
    error: tell('agent.error'),
    tool: timed(context, 'agent.tool'),
    usage: tell('agent.usage'),
  };
}
