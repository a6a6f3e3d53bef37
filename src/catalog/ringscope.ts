import {
  ALERT_SEVERITY,
  catalog,
  CLOCK_FALLBACK,
  DROP_REASON,
  EVENT_FAULT,
  HANDSHAKE_FAILURE,
  HTTP_REFUSAL,
  moves,
  PACKET_KIND,
  PRIVACY_ACCESS,
  SUCCESS,
} from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { SYNC_SECONDS } from './buckets.ts';

const source = open(32);

export const sourcePackets = counter('ringscope_source_packets_total', {
  help: 'Packets a source accepted, by what they carried.',
  labels: { source, kind: PACKET_KIND },
});

export const sourceBytes = counter('ringscope_source_bytes_total', {
  help: 'Bytes a source accepted.',
  labels: { source },
});

export const sourceRejects = counter('ringscope_source_rejects_total', {
  help: 'Packets a source refused, by reason.',
  labels: { source, reason: open(32) },
});

export const sourceUp = gauge('ringscope_source_up', {
  help: '1 while a source listens or is connected, 0 after it has stopped.',
  labels: { source },
});

export const sourceConnections = gauge('ringscope_source_connections', {
  help: 'Open stream connections of a source.',
  labels: { source },
});

export const sourceClockFallbacks = counter('ringscope_source_clock_fallbacks_total', {
  help: 'Packets and events whose own time was not used, because it was absent or too far from arrival.',
  labels: { source, reason: CLOCK_FALLBACK },
});

export const sourceAgents = counter('ringscope_source_agents_total', {
  help: 'Capture agents heard of, and those that show a known fault.',
  labels: { source, finding: ['new', 'agent_id_swapped'] },
});

export const eventsRejected = counter('ringscope_events_rejected_total', {
  help: 'What programs told as events and was refused, by what was wrong.',
  labels: { reason: EVENT_FAULT },
});

export const labelsHidden = counter('ringscope_labels_hidden_total', {
  help: 'Labels of events of programs that looked like a number and say `hidden` instead, by field.',
  labels: { field: open(64) },
});

export const dropped = counter('ringscope_dropped_total', {
  help: 'Everything that was lost, by where and why.',
  labels: { stage: open(32), reason: DROP_REASON },
});

export const spoolBytes = gauge('ringscope_spool_bytes', {
  help: 'What the spool before the store takes on the disk.',
});

export const spoolLimit = gauge('ringscope_spool_limit_bytes', {
  help: 'The most that the spool may take on the disk, the setting `store.spool_max_bytes`. When it is full nothing more is recorded.',
});

export const spoolWaiting = gauge('ringscope_spool_waiting_changes', {
  help: 'Changes that are in the spool and not in the store yet.',
});

export const spoolAge = gauge('ringscope_spool_oldest_age_seconds', {
  help: 'Age of the oldest change that is not in the store yet; 0 when there is none.',
});

export const spoolSync = histogram('ringscope_spool_sync_seconds', {
  help: 'Time to write a group of changes to the spool and sync it, in seconds.',
  buckets: SYNC_SECONDS,
});

export const spoolCuts = counter('ringscope_spool_cut_bytes_total', {
  help: 'Bytes of the spool that were no changes any more: torn ends that killed processes left, which nobody was told were safe, or damage.',
});

export const storeBytes = gauge('ringscope_store_bytes', {
  help: 'What the call store takes on the disk, its spool not included.',
});

export const storeCalls = gauge('ringscope_store_calls', {
  help: 'Calls in the call store. Absent in the first minute.',
});

export const storeSealed = counter('ringscope_store_seals_total', {
  help: 'Days that were packed once they were over.',
});

export const storeDeleted = counter('ringscope_store_deleted_total', {
  help: 'What was deleted because it is no longer kept, by kind.',
  labels: { kind: ['call', 'timeline'] },
});

export const storeFreed = counter('ringscope_store_freed_bytes_total', {
  help: 'Bytes given back to the disk by packing and deleting.',
});

export const privacyAccesses = counter('ringscope_privacy_accesses_total', {
  help: 'Searches for calls and registrations by a number, numbers erased, and calls whose numbers were shown.',
  labels: { access: PRIVACY_ACCESS },
});

export const httpRefusals = counter('ringscope_http_refusals_total', {
  help: 'Requests that the HTTP server refused and connections that it closed, by reason.',
  labels: { reason: HTTP_REFUSAL },
});

export const liveReaders = gauge('ringscope_live_readers', {
  help: 'Readers of the live feed at the moment.',
});

export const alertsFiring = gauge('ringscope_alerts_firing', {
  help: 'Label sets of alerts that fire, as the server itself looks at them, by severity.',
  labels: { severity: ALERT_SEVERITY },
});

export const alertNotifications = counter('ringscope_alert_notifications_total', {
  help: 'Notifications of alerts, by receiver: `ok` when it took one, `failed` for each try that it did not.',
  labels: { receiver: open(32), outcome: SUCCESS },
});

const listener = open(64);

export const certificateExpiry = gauge('ringscope_tls_certificate_expiry_seconds', {
  help: 'When the certificate that a listener shows, or the first of its chain, expires, in Unix seconds.',
  labels: { listener },
});

export const certificateLoads = counter('ringscope_tls_certificate_loads_total', {
  help: 'Certificates with their keys that were read: `ok` when a listener shows it since, `failed` when it goes on with the one before.',
  labels: { listener, outcome: SUCCESS },
});

export const handshakeFailures = counter('ringscope_tls_handshake_failures_total', {
  help: 'TLS handshakes with ringscope that failed, by listener and reason.',
  labels: { listener, reason: HANDSHAKE_FAILURE },
});

export const configLastReloadSuccess = gauge('ringscope_config_last_reload_success', {
  help: '1 when the settings were valid as they were last read, 0 when those of before hold instead.',
});

export const configLastReloadSuccessAt = gauge('ringscope_config_last_reload_success_timestamp_seconds', {
  help: 'When valid settings were last read, Unix time in seconds.',
});

export const synthetic = gauge('ringscope_synthetic', {
  help: '1 when all that comes in is generated, as in `ringscope demo`. Absent otherwise.',
});

/** ringscope itself: what its sources take in and what it loses. */
export const ringscopeCatalog = catalog('ringscope', [
  moves(sourcePackets, { 'source.packet': ({ source, kind }, metric) => metric.inc({ source, kind }) }),
  moves(sourceBytes, { 'source.packet': ({ source, lengthBytes }, metric) => metric.add(lengthBytes, { source }) }),
  moves(sourceRejects, { 'source.rejected': ({ source, reason }, metric) => metric.inc({ source, reason }) }),
  moves(sourceUp, {
    'source.started': ({ source }, metric) => metric.set(1, { source }),
    'source.stopped': ({ source }, metric) => metric.set(0, { source }),
  }),
  moves(sourceConnections, {
    'source.connection': ({ source, change }, metric) => metric.add(change === 'opened' ? 1 : -1, { source }),
  }),
  moves(sourceClockFallbacks, { 'source.clock': ({ source, reason }, metric) => metric.inc({ source, reason }) }),
  moves(sourceAgents, { 'source.agent': ({ source, finding }, metric) => metric.inc({ source, finding }) }),
  moves(spoolBytes, { 'spool.state': ({ bytes }, metric) => metric.set(bytes) }),
  moves(spoolLimit, { 'spool.state': ({ maxBytes }, metric) => metric.set(maxBytes) }),
  moves(spoolWaiting, { 'spool.state': ({ waitingChanges }, metric) => metric.set(waitingChanges) }),
  moves(spoolAge, { 'spool.state': ({ oldestAgeSeconds }, metric) => metric.set(oldestAgeSeconds) }),
  moves(spoolSync, { 'spool.synced': ({ seconds }, metric) => metric.observe(seconds) }),
  moves(spoolCuts, { 'spool.cut': ({ lengthBytes }, metric) => metric.add(lengthBytes) }),
  moves(storeBytes, { 'store.state': ({ bytes }, metric) => metric.set(bytes) }),
  moves(storeCalls, { 'store.state': ({ calls }, metric) => metric.set(calls) }),
  moves(storeSealed, { 'store.upkeep': ({ sealedDays }, metric) => metric.add(sealedDays) }),
  moves(storeDeleted, {
    'store.upkeep'({ deletedCalls, deletedTimelines }, metric) {
      metric.add(deletedCalls, { kind: 'call' });
      metric.add(deletedTimelines, { kind: 'timeline' });
    },
  }),
  moves(storeFreed, { 'store.upkeep': ({ freedBytes }, metric) => metric.add(freedBytes) }),
  moves(alertsFiring, { 'alerting.state': ({ severity, firing }, metric) => metric.set(firing, { severity }) }),
  moves(alertNotifications, {
    'alerting.notified'({ receiver, sent, failed }, metric) {
      metric.add(sent, { receiver, outcome: 'ok' });
      metric.add(failed, { receiver, outcome: 'failed' });
    },
  }),
  moves(privacyAccesses, { 'privacy.access': ({ access }, metric) => metric.inc({ access }) }),
  moves(httpRefusals, { 'server.refused': ({ reason, count }, metric) => metric.add(count, { reason }) }),
  moves(liveReaders, { 'live.readers': ({ count }, metric) => metric.set(count) }),
  moves(configLastReloadSuccess, { 'server.reloaded': ({ isTaken }, metric) => metric.set(isTaken ? 1 : 0) }),
  moves(synthetic, { 'server.reloaded': ({ isSynthetic = false }, metric) => void (isSynthetic && metric.set(1)) }),
  moves(configLastReloadSuccessAt, { 'server.reloaded': ({ isTaken, at }, metric) => void (isTaken && metric.set(at)) }),
  moves(certificateExpiry, { 'listener.certificate': ({ listener, expiresAt }, metric) => metric.set(expiresAt, { listener }) }),
  moves(certificateLoads, {
    'listener.certificate': ({ listener }, metric) => metric.inc({ listener, outcome: 'ok' }),
    'listener.certificate_refused': ({ listener }, metric) => metric.inc({ listener, outcome: 'failed' }),
  }),
  moves(handshakeFailures, {
    'listener.handshake_failed': ({ listener, reason, count }, metric) => metric.add(count, { listener, reason }),
  }),
  moves(eventsRejected, { 'event.rejected': ({ reason }, metric) => metric.inc({ reason }) }),
  moves(labelsHidden, { 'event.label_hidden': ({ field }, metric) => metric.inc({ field }) }),
  moves(dropped, { 'event.dropped': ({ stage, reason, count }, metric) => metric.add(count, { stage, reason }) }),
]);
