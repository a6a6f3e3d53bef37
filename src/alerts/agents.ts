import { agentAttaches, agentErrors, agentStage, agentTurns } from '../catalog/index.ts';
import { above, both, countOf, divide, increase, quantile, record, recorded, shareOf, sum } from '../expressions/index.ts';
import { alert } from './alert.ts';

const slowest = record(
  'stage:telephony_agent_stage_seconds:p90_10m',
  both(quantile(0.9, agentStage, 600, ['stage']), above(sum(increase(countOf(agentStage), 600), ['stage']), 0)),
  ['stage'],
);

export const agentRecordings = [slowest];

/** Voice agents. */
export const agentAlerts = [
  alert('VoiceAgentSlow', {
    severity: 'warning',
    summary: 'Callers wait {value:duration} for the answers of voice agents',
    description: 'One in ten answers of voice agents began later than {value:duration} after the caller had spoken, within ten minutes.',
    thresholds: {
      answers: { default: 40, help: 'Answers within ten minutes, below which nothing is said.' },
      seconds: { default: 3, help: 'The 90th percentile in seconds above which it is too long.' },
    },
    when: ({ answers, seconds }) => {
      const where = { stage: 'speech_end_to_first_audio' } as const;
      const isSlow = above(recorded(slowest, { where }), seconds);
      return both(isSlow, above(sum(increase(countOf(agentStage), 600, { where }), ['stage']), answers));
    },
    forSeconds: 60,
  }),
  alert('VoiceAgentAttachFailing', {
    severity: 'critical',
    summary: '{value:percent} of the voice agents cannot be attached to their calls',
    description:
      'Of the voice agents that calls asked for within ten minutes {value:percent} could not be attached: their callers hear nobody.',
    thresholds: {
      attaches: { default: 5, help: 'Agents asked for within ten minutes, below which nothing is said.' },
      ratio: { default: 0.2, isRatio: true, help: 'Agents that could not be attached over all, 0 to 1, above which they are too many.' },
    },
    when: ({ attaches, ratio }) => {
      const all = sum(increase(agentAttaches, 600));
      const failed = sum(increase(agentAttaches, 600, { where: { outcome: { not: ['ok'] } } }));
      return both(above(divide(failed, all), ratio), above(all, attaches));
    },
    forSeconds: 60,
  }),
  alert('VoiceAgentErrorsMany', {
    severity: 'warning',
    summary: 'The part {part} of voice agents fails often',
    description: 'Within ten minutes {value:percent} as many failures of {part} were told as there were turns of conversations.',
    thresholds: {
      errors: { default: 5, help: 'Failures within ten minutes, below which nothing is said.' },
      ratio: { default: 0.05, help: 'Failures over turns, above which they are too many.' },
    },
    when: ({ errors, ratio }) => {
      const failed = sum(increase(agentErrors, 600), ['part']);
      return both(above(shareOf(failed, sum(increase(agentTurns, 600))), ratio), above(failed, errors));
    },
    forSeconds: 60,
  }),
];
