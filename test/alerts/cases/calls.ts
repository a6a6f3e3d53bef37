import type { AlertCases } from '../scene.ts';
import { buckets, counts, series } from './counts.ts';

const attempts = (outcome: string, trunk = 'carrier-a', direction = 'outbound'): string =>
  series('telephony_call_attempts_total', { direction, trunk, outcome, challenged: 'no' });
const finals = (final: string, rang: string): string => series('telephony_sip_invite_finals_total', { final, rang });
const emergency = (outcome: string): string => series('telephony_call_emergency_attempts_total', { outcome });
const ended = (how: string): string => series('telephony_calls_answered_ended_total', { direction: 'inbound', ended: how });
const PDD = 'telephony_call_post_dial_delay_seconds';
const TALK = 'telephony_call_talk_seconds';

/** Steps of five minutes in a week. */
const WEEK = 2016;
const STEP = 300;

export const callCases: AlertCases = {
  VoiceCallSuccessRateLow: {
    fires: {
      'a third fails while a scanner is refused': {
        series: {
          [attempts('answered')]: counts([10, 6]),
          [attempts('rejected')]: counts([10, 60]),
          [attempts('failed')]: counts([10, 4]),
        },
        at: 600,
        value: '60%',
      },
      'a third of the attempts fails': {
        series: { [attempts('answered')]: counts([10, 6]), [attempts('failed')]: counts([10, 4]) },
        at: 600,
        value: '60%',
      },
    },
    quiet: {
      'busy, not answered, cancelled and refused calls are no failures': {
        series: {
          [attempts('answered')]: counts([10, 1]),
          [attempts('busy')]: counts([10, 5]),
          [attempts('no_answer')]: counts([10, 5]),
          [attempts('rejected')]: counts([10, 50]),
          [attempts('failed')]: counts([10, 0]),
        },
        at: 600,
      },
      'calls in progress are in no ratio, and two of four are too few': {
        series: { [attempts('answered')]: counts([5, 0], [2, 1], [3, 0]), [attempts('failed')]: counts([5, 0], [2, 1], [3, 0]) },
        at: 600,
      },
    },
  },
  AnswerRatioLow: {
    fires: {
      'six of ten were answered, and now one of ten is': {
        series: { [attempts('answered')]: counts([120, 6], [10, 1]), [attempts('rejected')]: counts([120, 4], [10, 9]) },
        at: 130 * 60,
        labels: { trunk: 'carrier-a', direction: 'outbound' },
        value: '10%',
      },
    },
    quiet: {
      'a dialler reaches one of five by nature': {
        series: { [attempts('answered', 'dialler')]: counts([130, 2]), [attempts('no_answer', 'dialler')]: counts([130, 8]) },
        at: 130 * 60,
      },
      'a week ago it was the same at this hour': {
        series: {
          [attempts('answered')]: counts([12, 5], [WEEK - 24, 40], [24, 5]),
          [attempts('no_answer')]: counts([12, 45], [WEEK - 24, 10], [24, 45]),
        },
        stepSeconds: STEP,
        at: (WEEK + 6) * STEP,
      },
    },
  },
  CallVolumeDropped: {
    fires: {
      'a week ago there were fifty calls in five minutes, and now there are five': {
        series: { [attempts('answered')]: counts([WEEK - 2, 50], [20, 5]) },
        stepSeconds: STEP,
        at: (WEEK + 10) * STEP,
        value: '5',
      },
    },
    quiet: {
      'nights are quiet every week': {
        series: { [attempts('answered')]: counts([24, 1], [WEEK - 48, 50], [40, 1]) },
        stepSeconds: STEP,
        at: (WEEK + 10) * STEP,
      },
      'a scanner came a week ago': {
        series: { [attempts('rejected')]: counts([WEEK - 2, 300], [20, 0]), [attempts('answered')]: counts([WEEK + 18, 1]) },
        stepSeconds: STEP,
        at: (WEEK + 10) * STEP,
      },
      'there was no week ago': { series: { [attempts('answered')]: counts([60, 50], [20, 0]) }, stepSeconds: STEP, at: 80 * STEP },
    },
  },
  IneffectiveAttemptsHigh: {
    fires: {
      'every other attempt ends with 503': {
        series: { [finals('2xx', 'yes')]: counts([10, 5]), [finals('503', 'no')]: counts([10, 5]) },
        at: 600,
        value: '50%',
      },
    },
    quiet: {
      'phones that ring and are not picked up end with 408 and 480': {
        series: {
          [finals('2xx', 'yes')]: counts([10, 5]),
          [finals('408', 'yes')]: counts([10, 5]),
          [finals('503', 'no')]: counts([10, 0]),
        },
        at: 600,
      },
    },
  },
  PostDialDelayHigh: {
    fires: {
      'half of the calls ring after eight seconds': {
        series: buckets(PDD, { direction: 'outbound' }, 12, { 1: 5, 6: 5, 8: 10 }),
        at: 720,
        labels: { direction: 'outbound' },
        value: '7.8s',
      },
    },
    quiet: {
      'all calls ring within a second': { series: buckets(PDD, { direction: 'outbound' }, 12, { 1: 10, 6: 10, 8: 10 }), at: 720 },
      'one slow call is no pattern': {
        series: { ...buckets(PDD, { direction: 'outbound' }, 12, { 1: 0, 6: 0, 8: 1 }) },
        at: 720,
      },
    },
  },
  ShortCallsMany: {
    fires: {
      'half of the calls last six seconds, where a tenth did': {
        series: {
          [series(`${TALK}_bucket`, { direction: 'inbound', le: '6' })]: counts([120, 1], [20, 5]),
          [series(`${TALK}_count`, { direction: 'inbound' })]: counts([120, 10], [20, 10]),
        },
        at: 140 * 60,
        labels: { direction: 'inbound' },
        value: '50%',
      },
      'as Prometheus 3 writes the bucket': {
        series: {
          [series(`${TALK}_bucket`, { direction: 'inbound', le: '6.0' })]: counts([120, 1], [20, 5]),
          [series(`${TALK}_count`, { direction: 'inbound' })]: counts([120, 10], [20, 10]),
        },
        at: 140 * 60,
        labels: { direction: 'inbound' },
        value: '50%',
      },
    },
    quiet: {
      'a dialler always has them': {
        series: {
          [series(`${TALK}_bucket`, { direction: 'outbound', le: '6' })]: counts([140, 6]),
          [series(`${TALK}_count`, { direction: 'outbound' })]: counts([140, 10]),
        },
        at: 140 * 60,
      },
    },
  },
  EmergencyCallFailed: {
    fires: { 'one failed, and one is enough': { series: { [emergency('failed')]: counts([5, 0], [1, 1], [2, 0]) }, at: 480 } },
    quiet: {
      'it was answered, or its caller gave up': {
        series: {
          [emergency('answered')]: counts([8, 1]),
          [emergency('cancelled')]: counts([8, 1]),
          [emergency('failed')]: counts([8, 0]),
        },
        at: 480,
      },
    },
  },
  ZombieCallsDetected: {
    fires: {
      'one of five answered calls never ended': {
        series: { [ended('bye')]: counts([70, 4]), [ended('unknown')]: counts([70, 1]) },
        at: 4200,
        value: '20%',
      },
    },
    quiet: {
      'many calls at once are no zombies': {
        series: {
          [series('telephony_calls_active', { state: 'answered' })]: '500x70',
          [ended('bye')]: counts([70, 40]),
          [ended('unknown')]: counts([70, 0]),
        },
        at: 4200,
      },
    },
  },
};
