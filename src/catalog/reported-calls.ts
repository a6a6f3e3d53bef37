import { CALL_CARRIER, catalog, createCountTotal, moves, movesFrom, OUTCOME, RELEASED_BY, TOLD } from '../core/index.ts';
import { counter, gauge, histogram } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, TALK_SECONDS } from './buckets.ts';

export const callsByCarrier = counter('telephony_calls_by_carrier_total', {
  help: 'Calls that are over and have settled, by what carried them.',
  labels: { carrier: CALL_CARRIER, outcome: OUTCOME },
});

export const callsCarried = gauge('telephony_calls_carried', {
  help: 'Calls that are not over, by what carries them. Absent for a carrier of which no call was seen.',
  labels: { carrier: CALL_CARRIER },
});

export const callLength = histogram('telephony_call_seconds', {
  help: 'Begin to end of a call, answered or not, in seconds. Swept calls are not in it: nobody knows when they ended.',
  labels: { outcome: OUTCOME },
  buckets: TALK_SECONDS,
  native: NATIVE,
});

export const callTranscripts = counter('telephony_call_transcripts_total', {
  help: 'Calls that are over whose program told whether there is a transcript.',
  labels: { transcript: ['yes', 'no'] },
});

export const callHolds = counter('telephony_call_holds_total', { help: 'Calls put on hold, by whom.', labels: { by: RELEASED_BY } });

export const callHoldSeconds = histogram('telephony_call_hold_seconds', {
  help: 'How long calls were on hold, in seconds. Absent where nobody told.',
  buckets: JOB_SECONDS,
  native: NATIVE,
});

export const callKeys = counter('telephony_call_dtmf_total', { help: 'Keys that parties pressed.' });

/** What is known of calls mostly by the programs that carry them. */
export const reportedCallCatalog = catalog('reported-calls', [
  moves(callsByCarrier, { 'call.ended': ({ carrier, outcome }, metric) => metric.inc({ carrier: carrier ?? 'sip', outcome }) }),
  movesFrom(callsCarried, () => {
    const totals = new Map(CALL_CARRIER.map((carrier) => [carrier, createCountTotal<string>()]));
    return {
      'call.carried': ({ source, carrier, state, count }, metric) => {
        metric.set(totals.get(carrier)?.set(`${state}|${source}`, count) ?? count, { carrier });
      },
    };
  }),
  moves(callLength, {
    'call.ended': ({ outcome, totalSeconds }, metric) => {
      if (totalSeconds !== undefined) metric.observe(totalSeconds, { outcome });
    },
  }),
  moves(callTranscripts, {
    'call.ended': ({ hasTranscript }, metric) => {
      if (hasTranscript !== undefined) metric.inc({ transcript: hasTranscript ? 'yes' : 'no' });
    },
  }),
]);

/** What parties do during a call, as the program that carries it tells. */
export const callControlCatalog = catalog(
  'call-controls',
  [
    moves(callHolds, { 'call.held': ({ by }, metric) => metric.inc({ by }) }),
    moves(callHoldSeconds, {
      'call.resumed': ({ heldSeconds }, metric) => {
        if (heldSeconds !== undefined) metric.observe(heldSeconds);
      },
    }),
    moves(callKeys, { 'call.dtmf': (_event, metric) => metric.inc() }),
  ],
  TOLD,
);
