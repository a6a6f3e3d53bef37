import { isRequest } from './seen.ts';
import type { TimelineEntry } from '../core/index.ts';

/** How many addresses are remembered per agent, and how many agents. */
const MAX_ADDRESSES = 4096;
const MAX_AGENTS = 256;

/** Who has been seen to answer at all: whether an agent sees responses, and which addresses give them. It only grows, and is bounded. */
export interface Answering {
  hear(entry: TimelineEntry): void;
  /** Whether this agent has ever shown a response. One that has not captures one direction only. */
  seesAnswers(agent: string): boolean;
  /** Whether a response of this address was ever seen. Also true when there was no room to remember it. */
  mayAnswer(agent: string, address: string): boolean;
}

/** Remembers nobody yet. */
export function createAnswering(): Answering {
  const byAgent = new Map<string, Set<string>>();
  return {
    // Hot: per message.
    hear(entry) {
      if (isRequest(entry)) return;
      const known = byAgent.get(entry.agent);
      if (known === undefined) {
        if (byAgent.size < MAX_AGENTS) byAgent.set(entry.agent, new Set([entry.src]));
      } else if (known.size < MAX_ADDRESSES) known.add(entry.src);
    },
    seesAnswers: (agent) => byAgent.has(agent),
    mayAnswer(agent, address) {
      const known = byAgent.get(agent);
      if (known === undefined) return byAgent.size >= MAX_AGENTS;
      return known.size >= MAX_ADDRESSES || known.has(address);
    },
  };
}
