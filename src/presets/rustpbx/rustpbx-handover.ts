import { CONFERENCE_END, labelText, moves, TRANSFER_MODE, type EventOfType, type LabelText, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { WAY, wayOf } from './rustpbx-words.ts';

const conference = open(64, { idleSeconds: 86_400 });
const queue = open(64);
/** Words of ringscope, and one word for each code of an answer. */
const reason = open(128);
const NO_QUEUE = labelText('none');

export const attempts = legacy.counter('rustpbx_transfer_attempt_total', {
  help: 'Transfers attempted',
  labels: { mode: TRANSFER_MODE, direction: WAY },
});
const successes = legacy.counter('rustpbx_transfer_success_total', { help: 'Transfers that succeeded', labels: { mode: TRANSFER_MODE } });
export const failures = legacy.counter('rustpbx_transfer_failed_total', {
  help: 'Transfers that failed',
  labels: { mode: TRANSFER_MODE, reason },
});
const transfersActive = legacy.gauge('rustpbx_transfer_active', { help: 'Transfers under way' });
const consults = legacy.counter('rustpbx_cc_transfer_consult_total', { help: 'Transfers after a consultation', labels: { queue } });
const consultSuccesses = legacy.counter('rustpbx_cc_transfer_consult_success_total', {
  help: 'Transfers after a consultation that succeeded',
  labels: { queue },
});
const consultFailures = legacy.counter('rustpbx_cc_transfer_consult_failed_total', {
  help: 'Transfers after a consultation that failed',
  labels: { queue, reason },
});

/** `sip_<code>` for what the target answered, else the word for the reason. */
function reasonOf({ reason: why = 'other', sipCode }: EventOfType<'transfer.ended'>): LabelText {
  return labelText(why === 'sip' && sipCode !== undefined ? `sip_${sipCode}` : why);
}

/** The metrics of conferences, which exist twice: as those of the PBX and as those of its contact centre. */
function conferences(prefix: string): readonly Move[] {
  const created = legacy.counter(`${prefix}_created_total`, { help: 'Conferences created' });
  const destroyed = legacy.counter(`${prefix}_destroyed_total`, { help: 'Conferences over', labels: { reason: CONFERENCE_END } });
  const participants = legacy.gauge(`${prefix}_participants`, { help: 'Participants of a conference', labels: { conference } });
  const injected = legacy.counter(`${prefix}_media_injected_bytes_total`, {
    help: 'Bytes of sound played into a conference',
    labels: { conference },
  });
  return [
    moves(created, { 'conference.created': (_, metric) => metric.inc() }),
    moves(destroyed, { 'conference.destroyed': (end, metric) => metric.inc({ reason: end.reason }) }),
    moves(participants, {
      'conference.active': (active, metric) => metric.set(active.count, { conference: active.conference }),
      'conference.destroyed': (end, metric) => metric.clear({ conference: end.conference }),
    }),
    moves(injected, { 'conference.injected': (sound, metric) => metric.add(sound.lengthBytes, { conference: sound.conference }) }),
  ];
}

/** Transfers and conferences. */
export const rustpbxHandover: readonly Move[] = [
  moves(attempts, { 'transfer.started': ({ mode, direction }, metric) => metric.inc({ mode, direction: wayOf(direction) }) }),
  moves(successes, {
    'transfer.ended': ({ mode, outcome }, metric) => {
      if (outcome === 'ok') metric.inc({ mode });
    },
  }),
  moves(failures, {
    'transfer.ended': (ended, metric) => {
      if (ended.outcome === 'failed') metric.inc({ mode: ended.mode, reason: reasonOf(ended) });
    },
  }),
  moves(transfersActive, { 'transfer.active': ({ count }, metric) => metric.set(count) }),
  moves(consults, {
    'transfer.started': (started, metric) => {
      if (started.mode === 'consult') metric.inc({ queue: started.queue ?? NO_QUEUE });
    },
  }),
  moves(consultSuccesses, {
    'transfer.ended': (ended, metric) => {
      if (ended.mode === 'consult' && ended.outcome === 'ok') metric.inc({ queue: ended.queue ?? NO_QUEUE });
    },
  }),
  moves(consultFailures, {
    'transfer.ended': (ended, metric) => {
      if (ended.mode !== 'consult' || ended.outcome === 'ok') return;
      metric.inc({ queue: ended.queue ?? NO_QUEUE, reason: reasonOf(ended) });
    },
  }),
  ...conferences('rustpbx_conference'),
  ...conferences('rustpbx_cc_conference'),
];
