import type { SubjectContext } from './subject.ts';

/** WebRTC connections. */
export type Webrtc = ReturnType<typeof createWebrtc>;

/** Makes the subject. */
export function createWebrtc({ tell }: SubjectContext) {
  return {
    connected: tell('webrtc.connected'),
    failed: tell('webrtc.failed'),
    closed: tell('webrtc.closed'),
    active: tell('webrtc.active'),
  };
}
