import type { AlertCases } from '../scene.ts';
import { counts, series } from './counts.ts';

const attempts = (outcome: string): string =>
  series('telephony_call_attempts_total', { direction: 'outbound', trunk: 'carrier-a', outcome, challenged: 'no' });
const small = (outcome: string): string =>
  series('telephony_call_attempts_total', { direction: 'outbound', trunk: 'carrier-c', outcome, challenged: 'no' });
const answers = (inTime: string, all: string): Readonly<Record<string, string>> => ({
  [series('telephony_agent_stage_seconds_bucket', { stage: 'speech_end_to_first_audio', le: '2' })]: inTime,
  [series('telephony_agent_stage_seconds_count', { stage: 'speech_end_to_first_audio' })]: all,
});

export const objectiveCases: AlertCases = {
  CallSloBurnsFast: {
    fires: {
      'all is well for an hour, then every call fails for half an hour': {
        series: { [attempts('answered')]: counts([60, 10], [30, 0]), [attempts('failed')]: counts([60, 0], [30, 10]) },
        at: 5400,
        value: '50%',
      },
      'one trunk of few calls fails, and the others as well': {
        series: {
          [attempts('answered')]: counts([60, 10], [30, 0]),
          [attempts('failed')]: counts([60, 0], [30, 10]),
          [small('failed')]: counts([30, 0], [60, 3]),
        },
        at: 5400,
        value: '61.54%',
      },
    },
    quiet: {
      'one trunk of few calls fails, and all others work': {
        series: { [attempts('answered')]: counts([90, 97]), [attempts('failed')]: '0x90', [small('failed')]: counts([60, 0], [30, 5]) },
        at: 5400,
      },
      'it was bad and is over': {
        series: { [attempts('answered')]: counts([60, 10], [5, 0], [10, 10]), [attempts('failed')]: counts([60, 0], [5, 10], [10, 0]) },
        at: 4500,
      },
      'three of a hundred fail': {
        series: { [attempts('answered')]: counts([90, 97]), [attempts('failed')]: counts([90, 3]) },
        at: 5400,
      },
      'one of two calls of a night fails': {
        series: { [attempts('answered')]: counts([40, 0], [1, 1], [19, 0]), [attempts('failed')]: counts([58, 0], [1, 1], [1, 0]) },
        at: 3600,
      },
    },
  },
  CallSloBurnsSlowly: {
    fires: {
      'three of a hundred fail for days': {
        series: { [attempts('answered')]: counts([900, 485]), [attempts('failed')]: counts([900, 15]) },
        stepSeconds: 300,
        at: 900 * 300,
        value: '3%',
      },
    },
    quiet: {
      'one of a hundred fails': {
        series: { [attempts('answered')]: counts([900, 495]), [attempts('failed')]: counts([900, 5]) },
        stepSeconds: 300,
        at: 900 * 300,
      },
    },
  },
  VoiceAgentSloBurnsFast: {
    fires: {
      'no answer begins within two seconds any more': {
        series: answers(counts([60, 10], [60, 0]), counts([120, 10])),
        at: 7200,
        value: '100%',
      },
    },
    quiet: { 'one of ten answers is late': { series: answers(counts([120, 9]), counts([120, 10])), at: 7200 } },
  },
  VoiceAgentSloBurnsSlowly: {
    fires: {
      'a third of the answers is late for a day': {
        series: answers(counts([300, 65]), counts([300, 100])),
        stepSeconds: 300,
        at: 300 * 300,
        value: '35%',
      },
    },
    quiet: {
      'one of fifty is late': { series: answers(counts([300, 98]), counts([300, 100])), stepSeconds: 300, at: 300 * 300 },
    },
  },
};
