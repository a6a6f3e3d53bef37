import { answeredCallsEnded, callAttempts, callPdd, callTalk, emergencyAttempts, inviteFinals } from '../catalog/index.ts';
import {
  above,
  below,
  both,
  calculate,
  countOf,
  divide,
  increase,
  quantile,
  record,
  recorded,
  recordedOverTime,
  shareUpTo,
  sum,
  unless,
  type Expression,
} from '../expressions/index.ts';
import { alert } from './alert.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;
const MINUTES_5 = 300;
const MINUTES_15 = 900;

/** The hour around the same time a week ago. */
const LAST_WEEK = { ago: WEEK - 1800 };
const HOUR = 3600;

type ByTrunk = Expression<'trunk' | 'direction'>;

/** Attempts that count in ratios: neither challenged nor redirected. */
function attempts(seconds: number): ByTrunk {
  return sum(increase(callAttempts, seconds, { where: { challenged: 'no', outcome: { not: ['redirected'] } } }), ['trunk', 'direction']);
}

/** Which of them were answered. No series where there was none. */
function answered(seconds: number): ByTrunk {
  const all = attempts(seconds);
  const yes = sum(increase(callAttempts, seconds, { where: { challenged: 'no', outcome: 'answered' } }), ['trunk', 'direction']);
  return both(divide(yes, all), above(all, 0));
}

/** Nineteen in twenty calls ring sooner. No series where none rang. */
function slowestOf(): Expression<'direction'> {
  return both(quantile(0.95, callPdd, MINUTES_5, ['direction']), above(sum(increase(countOf(callPdd), MINUTES_5), ['direction']), 0));
}

/** Which share of the answered calls lasts six seconds at most. No series where none ended. */
function shortOf(seconds: number): Expression<'direction'> {
  return both(shareUpTo(6, callTalk, seconds, ['direction']), above(sum(increase(countOf(callTalk), seconds), ['direction']), 0));
}

const recentAttempts = record('trunk_direction:telephony_call_attempts:increase5m', attempts(MINUTES_5), ['trunk', 'direction']);
const recentAnswered = record('trunk_direction:telephony_call_answered:ratio_increase5m', answered(MINUTES_5), ['trunk', 'direction']);
const usualAnswered = record('trunk_direction:telephony_call_answered:ratio_increase1d', answered(DAY), ['trunk', 'direction']);
/** Attempts that nobody refused: what scanners try is refused, and comes at any hour. */
const wanted = record(
  'server:telephony_call_attempts:increase5m',
  sum(increase(callAttempts, MINUTES_5, { where: { challenged: 'no', outcome: { not: ['rejected'] } } })),
  [],
);
const shortShare = record('direction:telephony_call_talk_seconds:ratio_short_15m', shortOf(MINUTES_15), ['direction']);
const slowest = record('direction:telephony_call_post_dial_delay_seconds:p95_5m', slowestOf(), ['direction']);

export const callRecordings = [recentAttempts, recentAnswered, usualAnswered, wanted, slowest, shortShare];

export const callAlerts = [
  alert('VoiceCallSuccessRateLow', {
    severity: 'critical',
    summary: 'Only {value:percent} of the call attempts did not fail',
    description:
      'Within five minutes {value:percent} of the call attempts were answered, busy, not answered or given up by their callers; the others failed on the way. Refused ones, such as those of scanners, count neither way.',
    thresholds: {
      attempts: { default: 20, help: 'Attempts within five minutes, below which nothing is said.' },
      ratio: { default: 0.8, isRatio: true, help: 'Attempts that did not fail over all, 0 to 1, below which it is too few.' },
    },
    when: ({ attempts: least, ratio }) => {
      const all = sum(increase(callAttempts, MINUTES_5, { where: { challenged: 'no', outcome: { not: ['rejected'] } } }));
      const fine = sum(increase(callAttempts, MINUTES_5, { where: { challenged: 'no', outcome: { not: ['rejected', 'failed'] } } }));
      return both(below(divide(fine, all), ratio), above(all, least));
    },
    forSeconds: 60,
  }),
  alert('AnswerRatioLow', {
    severity: 'warning',
    summary: 'Fewer {direction} calls over {trunk} are answered than usual: {value:percent}',
    description:
      'Within five minutes {value:percent} of the {direction} call attempts over {trunk} were answered. That is far less than within the last day, and than at this hour a week ago.',
    inhibitedBy: [
      { alert: 'TrunkDown', equal: ['trunk'] },
      { alert: 'TrunkFailing', equal: ['trunk'] },
    ],
    thresholds: {
      answers: {
        default: 25,
        help: 'Answers within five minutes that there would be as usual, below which nothing is said: fewer differ that much by chance.',
      },
      ofDay: { default: 0.4, isRatio: true, help: 'The answer ratio over that of the last day, 0 to 1, below which it is low.' },
      ofLastWeek: {
        default: 0.7,
        isRatio: true,
        help: 'The answer ratio over that of the same hour a week ago, 0 to 1, above which it is as usual.',
      },
    },
    when: ({ answers, ofDay, ofLastWeek }) => {
      const ratio = recorded(recentAnswered);
      const isLow = below(ratio, calculate('*', recorded(usualAnswered), ofDay));
      const asLastWeek = above(ratio, calculate('*', recordedOverTime('avg', recentAnswered, HOUR, LAST_WEEK), ofLastWeek));
      return unless(both(isLow, above(calculate('*', recorded(recentAttempts), recorded(usualAnswered)), answers)), asLastWeek);
    },
    forSeconds: 60,
  }),
  alert('CallVolumeDropped', {
    severity: 'warning',
    summary: 'Far fewer calls come than at this hour a week ago',
    description: 'There were {value:count} call attempts within five minutes, and many more at this hour a week ago.',
    thresholds: {
      attempts: { default: 30, help: 'Attempts within five minutes a week ago, below which nothing is said.' },
      ratio: { default: 0.3, isRatio: true, help: 'Attempts over those of a week ago, 0 to 1, below which they are too few.' },
    },
    when: ({ attempts: least, ratio }) => {
      const lastWeek = recordedOverTime('avg', wanted, HOUR, LAST_WEEK);
      return both(below(recorded(wanted), calculate('*', lastWeek, ratio)), above(lastWeek, least));
    },
    forSeconds: 60,
  }),
  alert('IneffectiveAttemptsHigh', {
    severity: 'warning',
    summary: '{value:percent} of the call attempts end before they ring, by an error of a server or with no answer at all',
    description:
      'Of the call attempts of five minutes {value:percent} ended with 408, 500, 503, 504 or without an answer before anything rang. Phones that rang and were not picked up are not in it.',
    inhibitedBy: [{ alert: 'VoiceCallSuccessRateLow', equal: [] }],
    thresholds: {
      attempts: { default: 20, help: 'Attempts within five minutes, below which nothing is said.' },
      ratio: { default: 0.2, isRatio: true, help: 'Ineffective attempts over all, 0 to 1, above which they are too many.' },
    },
    when: ({ attempts: least, ratio }) => {
      const all = sum(increase(inviteFinals, MINUTES_5, { where: { final: { not: ['3xx', '401', '407', 'auth', 'none'] } } }));
      const ineffective = sum(increase(inviteFinals, MINUTES_5, { where: { final: ['408', '500', '503', '504', 'timeout'], rang: 'no' } }));
      return both(above(divide(ineffective, all), ratio), above(all, least));
    },
    forSeconds: 60,
  }),
  alert('PostDialDelayHigh', {
    severity: 'warning',
    summary: 'Callers of {direction} calls wait {value:duration} until it rings',
    description:
      'One in twenty {direction} calls took longer than {value:duration} from dialling to ringing within five minutes, and no fewer within half an hour took longer than is allowed.',
    thresholds: {
      calls: { default: 20, help: 'Calls that rang within five minutes, below which nothing is said.' },
      seconds: { default: 6, help: 'The 95th percentile in seconds above which it is too long.' },
    },
    // A few slow calls by chance lift a percentile of five minutes, not that of half an hour as well.
    when: ({ calls, seconds }) =>
      both(
        above(recorded(slowest), seconds),
        above(quantile(0.95, callPdd, 1800, ['direction']), seconds),
        above(sum(increase(countOf(callPdd), MINUTES_5), ['direction']), calls),
      ),
    forSeconds: 120,
  }),
  alert('ShortCallsMany', {
    severity: 'warning',
    summary: '{value:percent} of the answered {direction} calls last six seconds at most',
    description:
      'Of the {direction} calls that ended within 15 minutes {value:percent} lasted six seconds at most, more than twice the share of the last day, and more than at this hour a week ago. People hang up when they hear nothing.',
    thresholds: {
      calls: { default: 30, help: 'Answered calls that ended within 15 minutes, below which nothing is said.' },
      ratio: { default: 0.3, isRatio: true, help: 'Short calls over all answered ones, 0 to 1, above which they are too many.' },
      ofDay: { default: 2, help: 'The share over that of the last day, above which it is not as usual.' },
      ofLastWeek: { default: 1.5, help: 'The share over that of the same hour a week ago, below which it is as usual.' },
    },
    when: ({ calls, ratio, ofDay, ofLastWeek }) => {
      const share = recorded(shortShare);
      const isMany = both(above(share, ratio), above(sum(increase(countOf(callTalk), MINUTES_15), ['direction']), calls));
      const asLastWeek = below(share, calculate('*', recordedOverTime('avg', shortShare, HOUR, LAST_WEEK), ofLastWeek));
      return unless(both(isMany, above(share, calculate('*', shortOf(DAY), ofDay))), asLastWeek);
    },
    forSeconds: 120,
  }),
  alert('EmergencyCallFailed', {
    severity: 'critical',
    summary: 'An emergency call did not get through',
    description: 'Within ten minutes a call to an emergency number was rejected, failed, was busy or was not answered.',
    thresholds: {},
    when: () => above(sum(increase(emergencyAttempts, 600, { where: { outcome: ['failed', 'rejected', 'busy', 'no_answer'] } })), 0),
    keepSeconds: 600,
  }),
  alert('ZombieCallsDetected', {
    severity: 'warning',
    summary: 'Answered calls do not end: {value:percent} of them were given up without a BYE',
    description:
      'Of the answered calls of the last hour {value:percent} were given up after a long silence, because nobody saw them end. Until then they count as calls in progress.',
    thresholds: {
      calls: { default: 5, help: 'Calls without an end within an hour, below which nothing is said.' },
      ratio: {
        default: 0.1,
        isRatio: true,
        help: 'Calls without an end over all answered ones that are over, 0 to 1, above which they are too many.',
      },
    },
    when: ({ calls, ratio }) => {
      const lost = sum(increase(answeredCallsEnded, HOUR, { where: { ended: 'unknown' } }));
      return both(above(divide(lost, sum(increase(answeredCallsEnded, HOUR))), ratio), above(lost, calls));
    },
    forSeconds: 300,
  }),
];
