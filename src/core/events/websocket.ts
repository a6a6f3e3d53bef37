import { event } from '../event.ts';
import { field } from '../field.ts';
import { WEBSOCKET_END } from '../service-words.ts';
import { told } from './origin.ts';

const connectionId = field.id().optional();

export const websocketOpened = event('websocket.opened', 'A WebSocket connection was opened.', {
  ...told,
  connectionId: connectionId.describe('With it, `websocket.active` is counted from begins and ends. Absent: tell `websocket.active`.'),
});

export const websocketClosed = event('websocket.closed', 'A WebSocket connection is over.', {
  ...told,
  connectionId,
  reason: field.oneOf(WEBSOCKET_END).orElse('other'),
  seconds: field.seconds().optional().describe('How long it was open. Absent when nobody told.'),
});

export const websocketActive = event('websocket.active', 'How many WebSocket connections are open.', { ...told, count: field.count() });

export const websocketDropped = event('websocket.dropped', 'A client was too slow, and messages for it were dropped.', {
  ...told,
  count: field.count(),
});
