import { createCountTotal, moves, movesFrom, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { STATUS, statusOf, TRANSPORT, transportOf } from './voiceserver-words.ts';

export const activeCalls = legacy.gauge('voiceserver_active_calls', {
  help: 'currently-active calls broken down by transport',
  labels: { transport: TRANSPORT },
});
export const calls = legacy.counter('voiceserver_calls_total', {
  help: 'total calls handled since process start, by transport + end status',
  labels: { transport: TRANSPORT, status: STATUS },
});
export const unknownLabels = legacy.counter('voiceserver_metrics_unknown_label_total', {
  help: "label keys dropped because they weren't declared via RegisterLabels",
  labels: { metric: open(128), key: open(64) },
});
export const droppedSamples = legacy.counter('voiceserver_metrics_observe_dropped_total', {
  help: 'async histogram samples dropped because the drain channel was full',
  labels: { metric: open(128) },
});
const scrapeTimestamp = legacy.gauge('voiceserver_scrape_timestamp_seconds', {
  help: 'When the program last told of itself, Unix seconds.',
});
export const cdrWritten = legacy.counter('voiceserver_cdr_written_total', { help: 'CDR records written' });
export const cdrDropped = legacy.counter('voiceserver_cdr_dropped_total', {
  help: 'CDR records dropped because the writer buffer was full',
});
export const cdrWriteErrors = legacy.counter('voiceserver_cdr_write_errors_total', { help: 'CDR records that could not be written' });

/** Totals by transport, of the counts of carriers and states. */
function createTotals(): Readonly<Record<(typeof TRANSPORT)[number], ReturnType<typeof createCountTotal<string>>>> {
  return { sip: createCountTotal(), webrtc: createCountTotal(), websocket: createCountTotal() };
}

/** Calls, their records, and what VoiceServer counts of its own metrics. */
export const voiceserverCalls: readonly Move[] = [
  movesFrom(activeCalls, () => {
    const totals = createTotals();
    return {
      'call.carried': ({ source, carrier, state, count }, metric) => {
        const transport = transportOf(carrier);
        metric.set(totals[transport].set(`${state}|${carrier}|${source}`, count), { transport });
      },
    };
  }),
  moves(calls, { 'call.ended': (call, metric) => metric.inc({ transport: transportOf(call.carrier), status: statusOf(call) }) }),
  moves(unknownLabels, { 'program.label_refused': ({ metric: refused, key }, metric) => metric.inc({ metric: refused, key }) }),
  moves(droppedSamples, { 'program.sample_dropped': ({ metric: dropped, count }, metric) => metric.add(count, { metric: dropped }) }),
  moves(scrapeTimestamp, { 'program.state': ({ at }, metric) => metric.set(at) }),
  moves(cdrWritten, { 'cdr.written': ({ count }, metric) => metric.add(count) }),
  moves(cdrDropped, { 'cdr.dropped': ({ count }, metric) => metric.add(count) }),
  moves(cdrWriteErrors, { 'cdr.failed': ({ count }, metric) => metric.add(count) }),
];
