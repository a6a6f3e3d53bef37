import type { SubjectContext } from './subject.ts';

/** WebSocket connections of clients. */
export type Websocket = ReturnType<typeof createWebsocket>;

/** Makes the subject. */
export function createWebsocket({ tell }: SubjectContext) {
  return {
    opened: tell('websocket.opened'),
    closed: tell('websocket.closed'),
    active: tell('websocket.active'),
    dropped: tell('websocket.dropped'),
  };
}
