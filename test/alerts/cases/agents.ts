import type { AlertCases } from '../scene.ts';
import { buckets, counts, series } from './counts.ts';

const stage = { stage: 'speech_end_to_first_audio' };
const STAGE = 'telephony_agent_stage_seconds';
const attaches = (outcome: string): string => series('telephony_agent_attaches_total', { mode: 'cascaded', outcome });
const errors = series('telephony_agent_errors_total', { carrier: 'sip', part: 'llm', reason: 'timeout' });
const turns = series('telephony_agent_turns_total', { carrier: 'sip' });

export const agentCases: AlertCases = {
  VoiceAgentSlow: {
    fires: {
      'half of the answers take five seconds': {
        series: buckets(STAGE, stage, 15, { 1: 5, 3: 5, 5: 10 }),
        at: 900,
        labels: stage,
        value: '4.6s',
      },
    },
    quiet: {
      'all answers begin within a second': { series: buckets(STAGE, stage, 15, { 1: 10, 3: 10, 5: 10 }), at: 900 },
      'another stage is slow': { series: buckets(STAGE, { stage: 'session' }, 15, { 1: 0, 3: 0, 5: 10 }), at: 900 },
    },
  },
  VoiceAgentAttachFailing: {
    fires: {
      'one of two cannot be attached': {
        series: { [attaches('ok')]: counts([15, 1]), [attaches('failed')]: counts([15, 1]) },
        at: 900,
        value: '50%',
      },
    },
    quiet: { 'all are attached': { series: { [attaches('ok')]: counts([15, 5]), [attaches('failed')]: counts([15, 0]) }, at: 900 } },
  },
  VoiceAgentErrorsMany: {
    fires: {
      'the language model fails once in five turns': {
        series: { [errors]: counts([15, 1]), [turns]: counts([15, 5]) },
        at: 900,
        labels: { part: 'llm' },
        value: '20%',
      },
    },
    quiet: { 'it fails once in a hundred turns': { series: { [errors]: counts([15, 1]), [turns]: counts([15, 100]) }, at: 900 } },
  },
};
