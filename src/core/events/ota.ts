import { event } from '../event.ts';
import { field } from '../field.ts';
import { BIP_BEARER, OTA_BEGINNING, OTA_FINDING, OTA_KIND, OTA_OUTCOME, OTA_PROTOCOL, OTA_REASON, OTA_TRIGGER } from '../ota-words.ts';
import { DATA_DIRECTION, FAILURE_REASON, SUCCESS } from '../success-words.ts';
import { detail, told } from './origin.ts';

const kind = { ...told, kind: field.oneOf(OTA_KIND).orElse('other') };
const sessionId = field.id().optional();

export const otaStarted = event('ota.started', 'A session with a card over the air began.', {
  ...kind,
  sessionId: sessionId.describe('With it, `ota.active` is counted from begins and ends. Absent: tell `ota.active`.'),
  protocol: field.oneOf(OTA_PROTOCOL).orElse('other'),
  beginning: field.oneOf(OTA_BEGINNING).orElse('unknown'),
  client: field.private('text').optional().describe('Address of the client.'),
});

export const otaEnded = event('ota.ended', 'A session with a card over the air is over.', {
  ...kind,
  sessionId,
  outcome: field.oneOf(OTA_OUTCOME),
  reason: field.oneOf(OTA_REASON).orElse('normal'),
  seconds: field.seconds().optional().describe('How long it lasted. Absent when nobody told.'),
  commandCount: field.count().optional().describe('Commands of the session. Absent when nobody told.'),
});

export const otaActive = event('ota.active', 'How many sessions with cards go on.', { ...kind, count: field.count() });

export const otaError = event('ota.error', 'Something went wrong in a session with a card.', {
  ...kind,
  sessionId,
  reason: field.oneOf(OTA_REASON).orElse('other'),
  detail,
});

export const otaTrigger = event('ota.trigger', 'A card was asked to begin a session, or could not be.', {
  ...told,
  trigger: field.oneOf(OTA_TRIGGER).orElse('other'),
  outcome: field.oneOf(SUCCESS).orElse('ok'),
  recipient: field.private('number').optional(),
});

export const otaFinding = event('ota.finding', 'A server saw a pattern over several sessions.', {
  ...told,
  finding: field.oneOf(OTA_FINDING),
  count: field.count().optional().describe('How often within its window. Absent when nobody told.'),
});

const bearer = { ...told, bearer: field.oneOf(BIP_BEARER).orElse('other') };
const channelId = field.id().optional();

export const bipOpened = event('bip.opened', 'A card opened a channel of the Bearer Independent Protocol (ETSI TS 102 223).', {
  ...bearer,
  channelId: channelId.describe('With it, `bip.active` is counted from begins and ends. Absent: tell `bip.active`.'),
});

export const bipClosed = event('bip.closed', 'A channel of the Bearer Independent Protocol is closed.', {
  ...bearer,
  channelId,
  outcome: field.oneOf(SUCCESS).orElse('ok'),
  seconds: field.seconds().optional().describe('How long it was open. Absent when nobody told.'),
});

export const bipActive = event('bip.active', 'How many channels of the Bearer Independent Protocol are open.', {
  ...bearer,
  count: field.count(),
});

export const bipData = event('bip.data', 'Data went over a channel.', {
  ...bearer,
  direction: field.oneOf(DATA_DIRECTION).describe('As the card sees it: sent is SEND DATA.'),
  lengthBytes: field.bytes(),
});

export const bipError = event('bip.error', 'Something went wrong with a channel.', {
  ...bearer,
  reason: field.oneOf(FAILURE_REASON).orElse('other'),
  detail,
});
