import { event } from '../event.ts';
import { field } from '../field.ts';
import { SUCCESS } from '../success-words.ts';
import { PSK_CHANGE, TLS_REASON, TLS_VERSION } from '../tls-words.ts';
import { detail, told, UNKNOWN } from './origin.ts';

const connectionId = field.id().optional();
const identity = field.private('text').optional().describe('The PSK identity that the client showed.');

export const tlsHandshake = event('tls.handshake', 'A TLS handshake came to an end.', {
  ...told,
  outcome: field.oneOf(SUCCESS),
  cipherSuite: field.label().orElse(UNKNOWN).describe('Its name in the IANA registry, `unknown` when none was agreed on.'),
  version: field.oneOf(TLS_VERSION).orElse('unknown'),
  reason: field.oneOf(TLS_REASON).optional().describe('Why it failed. Absent when it did not.'),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
  identity,
  detail,
});

export const tlsOpened = event('tls.opened', 'A TLS connection is open.', {
  ...told,
  connectionId: connectionId.describe('With it, `tls.active` is counted from begins and ends. Absent: tell `tls.active`.'),
});

export const tlsClosed = event('tls.closed', 'A TLS connection is closed.', {
  ...told,
  connectionId,
  seconds: field.seconds().optional().describe('How long it was open. Absent when nobody told.'),
});

export const tlsActive = event('tls.active', 'How many TLS connections are open.', { ...told, count: field.count() });

export const tlsError = event('tls.error', 'A TLS connection broke.', { ...told, reason: field.oneOf(TLS_REASON).orElse('other'), detail });

export const tlsPskMismatch = event('tls.psk_mismatch', 'A client showed an identity that has no key, or another key.', {
  ...told,
  identity,
  attempts: field.count().orElse(1).describe('How often within the window of the program that tells.'),
});

export const tlsPskKey = event('tls.psk_key', 'A pre-shared key was added, rotated or removed.', {
  ...told,
  change: field.oneOf(PSK_CHANGE),
  identity,
  key: field.private('text').optional(),
});
