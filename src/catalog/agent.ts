import { catalog, LATENCY_STAGE, moves } from '../core/index.ts';
import { histogram } from '../metrics/index.ts';
import { ANSWER_SECONDS } from './buckets.ts';

/** What the caller waits for is the stage `speech_end_to_first_audio`. */
export const agentStage = histogram('telephony_agent_stage_seconds', {
  help: 'What the stages of voice agents took, as reported by their programs.',
  labels: { stage: LATENCY_STAGE },
  buckets: ANSWER_SECONDS,
});

/** What voice agents tell of themselves. */
export const agentCatalog = catalog('agent', [
  moves(agentStage, { 'agent.stage': ({ stage, seconds }, metric) => metric.observe(seconds, { stage }) }),
]);
