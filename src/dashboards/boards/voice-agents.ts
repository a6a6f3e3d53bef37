import {
  agentAttaches,
  agentErrors,
  agentFallbacks,
  agentInterruptions,
  agentProviderErrors,
  agentReconnects,
  agentsActive,
  agentSeconds,
  agentStage,
  agentTools,
  agentToolSeconds,
  agentTurns,
  agentTurnSeconds,
  agentUsage,
  transcriptions,
  transcriptionSeconds,
} from '../../catalog/index.ts';
import { CHART_RANGE, CHART_STEP, divide, quantile, shareUpTo } from '../../expressions/index.ts';
import { grown, level, partOf, partOfAll, speed, spread, typical } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

const ANSWER = { where: { stage: 'speech_end_to_first_audio' } } as const;

/** Voice agents: what callers wait for, and what it is made of. */
export const voiceAgentsDashboard = dashboard('voice-agents', {
  title: 'Ringscope / Voice agents',
  description: 'How long callers wait for the answer of a voice agent, stage by stage, how often they interrupt it, and what fails.',
  scraped: agentStage,
  links: [{ title: 'Calls and outcomes', dashboard: 'calls' }],
  rows: [
    {
      title: 'What callers wait for',
      panels: [
        panel('number', 'Median wait', {
          description: 'End of speech to the first audio of the answer: median of the time shown.',
          unit: 'seconds',
          bounds: { warning: 1, bad: 2 },
          queries: [query('median', quantile(0.5, agentStage, CHART_RANGE, [], ANSWER))],
        }),
        panel('number', 'Long waits', {
          description: 'The same, 95th percentile.',
          unit: 'seconds',
          bounds: { warning: 1.5, bad: 3 },
          queries: [query('95th percentile', quantile(0.95, agentStage, CHART_RANGE, [], ANSWER))],
        }),
        panel('number', 'Within a second', {
          description: 'Part of the answers of the time shown that began within a second.',
          unit: 'ratio',
          bounds: { warning: 0.8, bad: 0.5, isLow: true },
          queries: [query('within 1 s', shareUpTo(1, agentStage, CHART_RANGE, [], ANSWER))],
        }),
        panel('number', 'Agents in calls', {
          description: 'Voice agents that are in calls. Empty until a program tells.',
          unit: 'count',
          queries: [query('agents', level(agentsActive))],
        }),
        panel('number', 'Turns', {
          description: 'Turns of conversations in the time shown.',
          unit: 'count',
          queries: [query('turns', grown(agentTurns))],
        }),
        panel('number', 'Interrupted', {
          description: 'Times that a person interrupted the agent over all turns of the time shown (barge-in).',
          unit: 'ratio',
          queries: [query('interrupted', divide(grown(agentInterruptions), grown(agentTurns)))],
        }),
        panel('lines', 'Wait for the answer', {
          description: 'End of speech to the first audio of the answer.',
          unit: 'seconds',
          bounds: { warning: 1.5, bad: 3 },
          queries: [
            query('median', quantile(0.5, agentStage, CHART_STEP, [], ANSWER)),
            query('95th percentile', quantile(0.95, agentStage, CHART_STEP, [], ANSWER)),
          ],
        }),
        panel('lines', 'Stages', {
          description: 'What each stage takes, 95th percentile: the one that rises is to blame. Stages overlap, so they do not add up.',
          unit: 'seconds',
          queries: [query('{stage}', quantile(0.95, agentStage, CHART_STEP, ['stage'], { where: { stage: { not: ['session'] } } }))],
        }),
        panel('heat', 'Spread of the wait', {
          description: 'How many answers began after how long.',
          unit: 'seconds',
          queries: [query('{le}', spread(agentStage, ANSWER))],
        }),
        panel('lines', 'Turns and interruptions', {
          description: 'Turns of conversations, and how often a person interrupted. Many: answers are too long, or too late.',
          unit: 'perSecond',
          queries: [query('turns', speed(agentTurns)), query('interruptions', speed(agentInterruptions))],
        }),
        panel('lines', 'Length of a turn', {
          description: 'End of what a person said to the end of the answer.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, agentTurnSeconds)), query('95th percentile', typical(0.95, agentTurnSeconds))],
        }),
        panel('lines', 'Length of sessions', {
          description: 'How long agents were in calls. Short ones: callers leave.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, agentSeconds)), query('90th percentile', typical(0.9, agentSeconds))],
        }),
      ],
    },
    {
      title: 'What fails',
      panels: [
        panel('number', 'Attached', {
          description: 'Agents that could be attached to their call, over all of the time shown.',
          unit: 'ratio',
          bounds: { warning: 0.99, bad: 0.95, isLow: true },
          queries: [query('attached', partOfAll(agentAttaches, { outcome: 'ok' }))],
        }),
        panel('lines', 'Attempts to attach', {
          description: 'Agents that were attached to calls or could not be, and those that run in another mode than asked for.',
          unit: 'perSecond',
          width: 20,
          height: 4,
          queries: [
            query('{mode} {outcome}', speed(agentAttaches, ['mode', 'outcome'])),
            query('{from} instead {to}', speed(agentFallbacks, ['from', 'to'])),
          ],
        }),
        panel('stacked', 'Failures by part', {
          description: 'Failures of recognition, language model, speech, tools and dialog. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{part} {reason}', speed(agentErrors, ['part', 'reason']))],
        }),
        panel('lines', 'Failures by provider', {
          description: 'The same by whose service it is, where it was told. Empty until it was.',
          unit: 'perSecond',
          queries: [query('{provider} {part}', speed(agentProviderErrors, ['provider', 'part']))],
        }),
        panel('lines', 'Connections made anew', {
          description: 'Connections to dialogs that were made anew or could not be. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{outcome}', speed(agentReconnects, ['outcome']))],
        }),
        panel('lines', 'Failed tools', {
          description: 'Uses of tools that failed over all, by tool. Empty until one was used.',
          unit: 'ratio',
          queries: [query('{tool}', partOf(agentTools, { outcome: 'failed' }, ['tool']))],
        }),
        panel('lines', 'Time of tools', {
          description: 'What tools took, 95th percentile. Empty until one was used.',
          unit: 'seconds',
          queries: [query('{tool}', typical(0.95, agentToolSeconds, ['tool']))],
        }),
        panel('lines', 'Transcriptions', {
          description: 'Transcriptions that are done or failed. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{outcome}', speed(transcriptions, ['outcome']))],
        }),
        panel('lines', 'Time of transcriptions', {
          description: 'What transcriptions took, 95th percentile by language. Empty until a program tells.',
          unit: 'seconds',
          queries: [query('{language}', typical(0.95, transcriptionSeconds, ['language']))],
        }),
        panel('table', 'What is paid for', {
          description: 'Tokens, letters and seconds that agents used in the time shown, by provider. Empty until a program tells.',
          unit: 'count',
          queries: [query('', grown(agentUsage, ['kind', 'provider']))],
        }),
      ],
    },
  ],
});
