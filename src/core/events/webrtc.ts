import { event } from '../event.ts';
import { field } from '../field.ts';
import { WEBRTC_REASON } from '../media-words.ts';
import { detail, told, toldOfCall } from './origin.ts';

const connectionId = field.id().optional();

export const webrtcConnected = event('webrtc.connected', 'A WebRTC connection is established.', {
  ...toldOfCall,
  connectionId: connectionId.describe('With it, `webrtc.active` is counted from begins and ends. Absent: tell `webrtc.active`.'),
  seconds: field.seconds().optional().describe('Offer to the connected state. Absent when nobody told.'),
});

export const webrtcFailed = event('webrtc.failed', 'A WebRTC connection was not established, or broke.', {
  ...toldOfCall,
  connectionId,
  reason: field.oneOf(WEBRTC_REASON).orElse('other'),
  detail,
});

export const webrtcClosed = event('webrtc.closed', 'A WebRTC connection was closed.', { ...toldOfCall, connectionId });

export const webrtcActive = event('webrtc.active', 'How many WebRTC connections are open.', { ...told, count: field.count() });
