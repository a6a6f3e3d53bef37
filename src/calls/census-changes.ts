import type { EventOfType, EventType, LabelText, TelephonyEvent } from '../core/index.ts';

/** Makes the event that tells how many there are. `oldestSeconds` is absent when there is none. */
export type Tell = (count: number, at: number, oldestSeconds: number | undefined) => TelephonyEvent;

/** What an event does to the things that are counted. */
export type CensusChange =
  | {
      readonly kind: 'opened';
      readonly subject: string;
      readonly id: string;
      readonly source: LabelText;
      readonly group: string;
      readonly tell: Tell;
    }
  | { readonly kind: 'closed'; readonly subject: string; readonly id: string; readonly source: LabelText }
  | { readonly kind: 'cleared'; readonly subject: string; readonly group: string }
  | { readonly kind: 'restarted'; readonly source: LabelText };

type Read<T extends EventType> = (event: EventOfType<T>) => CensusChange | undefined;

/** Things that stay as long as they like: they are not swept for their age. */
export const LASTING: ReadonlySet<string> = new Set(['device', 'desk', 'tls', 'websocket']);

/** What an event changes; undefined when it counts nothing, or has no id to count by. */
export function censusChange(event: TelephonyEvent): CensusChange | undefined {
  return READERS.get(event.type)?.(event);
}

/** Whether events of a type may change anything. */
export function isCensusType(type: EventType): boolean {
  return READERS.has(type);
}

function on<T extends EventType>(type: T, read: Read<T>): readonly [EventType, (event: TelephonyEvent) => CensusChange | undefined] {
  // A reader is looked up by the type of the event that it is given.
  return [type, read as (event: TelephonyEvent) => CensusChange | undefined];
}

function opened(subject: string, id: string | undefined, source: LabelText, group: string, tell: Tell): CensusChange | undefined {
  return id === undefined ? undefined : { kind: 'opened', subject, id, source, group, tell };
}

function closed(subject: string, id: string | undefined, source: LabelText): CensusChange | undefined {
  return id === undefined ? undefined : { kind: 'closed', subject, id, source };
}

/** The id of a call in a room or queue, so that one call may be in several. */
function within(room: string, callId: string | undefined): string | undefined {
  return callId === undefined ? undefined : `${room}|${callId}`;
}

const READERS: ReadonlyMap<EventType, (event: TelephonyEvent) => CensusChange | undefined> = new Map([
  on('program.started', ({ source }) => ({ kind: 'restarted', source })),
  on('dialog.created', ({ source, dialogId }) =>
    opened('dialog', dialogId, source, source, (count, at) => ({ type: 'dialog.active', at, source, count })),
  ),
  on('dialog.ended', ({ source, dialogId }) => closed('dialog', dialogId, source)),
  on('media.started', ({ source, mediaId, codec }) =>
    opened('media', mediaId, source, `${source}|${codec}`, (count, at) => ({ type: 'media.active', at, source, codec, count })),
  ),
  on('media.ended', ({ source, mediaId }) => closed('media', mediaId, source)),
  on('webrtc.connected', ({ source, connectionId }) =>
    opened('webrtc', connectionId, source, source, (count, at) => ({ type: 'webrtc.active', at, source, count })),
  ),
  on('webrtc.closed', ({ source, connectionId }) => closed('webrtc', connectionId, source)),
  on('webrtc.failed', ({ source, connectionId }) => closed('webrtc', connectionId, source)),
  on('queue.entered', ({ source, queue, callId }) =>
    opened('queue', within(queue, callId), source, `${source}|${queue}`, (count, at, oldestSeconds) => ({
      type: 'queue.active',
      at,
      source,
      queue,
      count,
      longestWaitSeconds: oldestSeconds ?? 0,
    })),
  ),
  on('queue.left', ({ source, queue, callId }) => closed('queue', within(queue, callId), source)),
  on('desk.state', ({ source, agent, state }) =>
    opened('desk', agent, source, `${source}|${state}`, (count, at) => ({ type: 'desk.active', at, source, state, count })),
  ),
  on('transfer.started', ({ source, transferId }) =>
    opened('transfer', transferId, source, source, (count, at) => ({ type: 'transfer.active', at, source, count })),
  ),
  on('transfer.ended', ({ source, transferId }) => closed('transfer', transferId, source)),
  on('conference.joined', ({ source, conference, callId }) =>
    opened('conference', within(conference, callId), source, conference, (count, at) => ({
      type: 'conference.active',
      at,
      source,
      conference,
      count,
    })),
  ),
  on('conference.left', ({ source, conference, callId }) => closed('conference', within(conference, callId), source)),
  on('conference.destroyed', ({ conference }) => ({ kind: 'cleared', subject: 'conference', group: conference })),
  on('websocket.opened', ({ source, connectionId }) =>
    opened('websocket', connectionId, source, source, (count, at) => ({ type: 'websocket.active', at, source, count })),
  ),
  on('websocket.closed', ({ source, connectionId }) => closed('websocket', connectionId, source)),
  on('agent.attached', ({ source, sessionId, outcome }) =>
    outcome === 'ok' ? opened('agent', sessionId, source, source, (count, at) => ({ type: 'agent.active', at, source, count })) : undefined,
  ),
  on('agent.detached', ({ source, sessionId }) => closed('agent', sessionId, source)),
  on('ota.started', ({ source, sessionId, kind }) =>
    opened('ota', sessionId, source, `${source}|${kind}`, (count, at) => ({ type: 'ota.active', at, source, kind, count })),
  ),
  on('ota.ended', ({ source, sessionId }) => closed('ota', sessionId, source)),
  on('bip.opened', ({ source, channelId, bearer }) =>
    opened('bip', channelId, source, `${source}|${bearer}`, (count, at) => ({ type: 'bip.active', at, source, bearer, count })),
  ),
  on('bip.closed', ({ source, channelId }) => closed('bip', channelId, source)),
  on('tls.opened', ({ source, connectionId }) =>
    opened('tls', connectionId, source, source, (count, at) => ({ type: 'tls.active', at, source, count })),
  ),
  on('tls.closed', ({ source, connectionId }) => closed('tls', connectionId, source)),
  on('device.connected', ({ source, deviceId, kind }) =>
    opened('device', deviceId, source, `${source}|${kind}`, (count, at) => ({ type: 'device.active', at, source, kind, count })),
  ),
  on('device.disconnected', ({ source, deviceId }) => closed('device', deviceId, source)),
  on('test.started', ({ source, runId, suite }) =>
    opened('test', runId, source, suite, (count, at) => ({ type: 'test.active', at, source, suite, count })),
  ),
  on('test.ended', ({ source, runId }) => closed('test', runId, source)),
]);
