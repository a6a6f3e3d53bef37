import type { EventType } from '../core/index.ts';

/** What a capture agent sends. */
export interface DemoPacket {
  readonly kind: 'packet';
  /** Unix seconds. */
  readonly at: number;
  /** `address:port` of who sent it and of who got it. */
  readonly src: string;
  readonly dst: string;
  /** HEP payload type: 1 SIP, 5 RTCP as JSON. */
  readonly payloadType: 1 | 5;
  readonly agentId: number;
  readonly agentName: string;
  /** The Call-ID, of what is no SIP. */
  readonly correlationId?: string;
  readonly payload: string;
}

/** What a program posts to `/api/v1/events`. */
export interface DemoEvent {
  readonly kind: 'event';
  readonly at: number;
  readonly event: { readonly type: EventType; readonly at: number; readonly source: string; readonly [field: string]: unknown };
}

export type DemoItem = DemoPacket | DemoEvent;

/** What begins at a time, with all that comes of it, by time. */
export interface Begun {
  readonly at: number;
  readonly items: readonly DemoItem[];
}
