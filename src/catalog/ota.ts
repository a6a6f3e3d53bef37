import {
  catalog,
  moves,
  OTA_BEGINNING,
  OTA_FINDING,
  OTA_KIND,
  OTA_OUTCOME,
  OTA_PROTOCOL,
  OTA_REASON,
  OTA_TRIGGER,
  SUCCESS,
  TOLD,
} from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE } from './buckets.ts';

export const otaStarted = counter('telephony_ota_sessions_started_total', {
  help: 'Sessions with cards over the air that began.',
  labels: { kind: OTA_KIND, protocol: OTA_PROTOCOL, beginning: OTA_BEGINNING },
});

export const otaSessions = counter('telephony_ota_sessions_total', {
  help: 'Sessions with cards over the air that are over: completed over all is the success rate.',
  labels: { kind: OTA_KIND, outcome: OTA_OUTCOME },
});

export const otaEnds = counter('telephony_ota_session_ends_total', {
  help: 'Sessions with cards over the air that are over, by reason.',
  labels: { reason: OTA_REASON },
});

export const otaSeconds = histogram('telephony_ota_session_seconds', {
  help: 'How long sessions with cards lasted, in seconds. Absent where nobody told.',
  labels: { kind: OTA_KIND, outcome: OTA_OUTCOME },
  buckets: JOB_SECONDS,
  native: NATIVE,
});

export const otaCommands = histogram('telephony_ota_session_commands', {
  help: 'Commands of a session with a card. Absent where nobody told.',
  buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
});

export const otaActive = gauge('telephony_ota_sessions_active', {
  help: 'Sessions with cards that go on. Absent until a program tells.',
  labels: { source: open(32), kind: OTA_KIND },
});

export const otaErrors = counter('telephony_ota_errors_total', {
  help: 'What went wrong in sessions with cards.',
  labels: { kind: OTA_KIND, reason: OTA_REASON },
});

export const otaTriggers = counter('telephony_ota_triggers_total', {
  help: 'Cards that were asked to begin a session or could not be.',
  labels: { trigger: OTA_TRIGGER, outcome: SUCCESS },
});

export const otaFindings = counter('telephony_ota_findings_total', {
  help: 'Patterns that servers saw over several sessions.',
  labels: { finding: OTA_FINDING },
});

/** Sessions with cards over the air. */
export const otaCatalog = catalog(
  'ota',
  [
    moves(otaStarted, { 'ota.started': ({ kind, protocol, beginning }, metric) => metric.inc({ kind, protocol, beginning }) }),
    moves(otaSessions, { 'ota.ended': ({ kind, outcome }, metric) => metric.inc({ kind, outcome }) }),
    moves(otaEnds, { 'ota.ended': ({ reason }, metric) => metric.inc({ reason }) }),
    moves(otaSeconds, {
      'ota.ended': ({ kind, outcome, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { kind, outcome });
      },
    }),
    moves(otaCommands, {
      'ota.ended': ({ commandCount }, metric) => {
        if (commandCount !== undefined) metric.observe(commandCount);
      },
    }),
    moves(otaActive, { 'ota.active': ({ source, kind, count }, metric) => metric.set(count, { source, kind }) }),
    moves(otaErrors, { 'ota.error': ({ kind, reason }, metric) => metric.inc({ kind, reason }) }),
    moves(otaTriggers, { 'ota.trigger': ({ trigger, outcome }, metric) => metric.inc({ trigger, outcome }) }),
    moves(otaFindings, { 'ota.finding': ({ finding }, metric) => metric.inc({ finding }) }),
  ],
  TOLD,
);
