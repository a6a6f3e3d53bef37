import type { BasicAuth } from './basic-auth.ts';
import type { SharedPages } from '../metrics/index.ts';

/** What the listener thread is started with. */
export interface ListenerData {
  readonly pages: SharedPages;
  /** The buffer of the heartbeat of the thread that started it, by the monotonic clock. */
  readonly heartbeat: SharedArrayBuffer;
  readonly port: number;
  readonly host: string;
  /** With neither keys nor a user, everyone is answered. */
  readonly keys: readonly string[] | undefined;
  readonly basicAuth: BasicAuth | undefined;
  /** Where the metrics are. */
  readonly path: string;
}

/** The one message of the listener thread: where it listens, or why not. */
export type ListenerAnswer = { readonly port: number } | { readonly failure: string };
