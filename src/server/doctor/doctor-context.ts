import type { HealthCheck, TeleError } from '../../core/index.ts';
import type { SourcesReport } from '../arrivals/sources-report.ts';
import type { Diagnosis } from './doctor-line.ts';
import type { Settings } from '../settings/server-settings.ts';

/** What answers at the address of the server. */
export type ServerAnswer =
  | {
      readonly kind: 'up';
      readonly url: string;
      readonly version: string;
      readonly checks: readonly HealthCheck[];
      /** Absent: a server that does not tell. */
      readonly sources?: SourcesReport;
      /** By how much its clock is ahead of this one, in whole seconds. Absent: it does not say. */
      readonly aheadSeconds?: number;
    }
  /** Nothing listens there. */
  | { readonly kind: 'down'; readonly url: string }
  /** It cannot be asked: the network, or a certificate. */
  | { readonly kind: 'unreachable'; readonly url: string; readonly reason: string }
  /** It lets nobody in with these credentials. */
  | { readonly kind: 'refused'; readonly url: string; readonly error: TeleError }
  /** Something else answers. */
  | { readonly kind: 'other'; readonly url: string };

/** What the checks look at. What the system says comes as functions, so that a test can say it. */
export interface DoctorContext {
  /** Absent: they are not valid; then `settingsError` says why. */
  readonly settings?: Settings;
  readonly settingsError?: TeleError;
  readonly server: ServerAnswer;
  /** Variables that say something of what is exported. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The server, if any, is on this machine with these settings. */
  readonly isLocal: boolean;
  /** Of this program, and of Node, without a `v`. */
  readonly version: string;
  readonly node: string;
  /** Unix seconds. */
  readonly now: () => number;
  /** Bytes that this user may still write where a path lies. */
  readonly freeBytes: (path: string) => number;
  /** What the system gives of a receive buffer. */
  readonly receiveBuffer: (askedBytes: number) => Promise<number>;
}

/** One check: it looks at one thing and changes nothing. */
export interface DoctorCheck {
  readonly name: string;
  /** What it looks at, in a few words. */
  readonly what: string;
  readonly run: (context: DoctorContext) => Promise<readonly Diagnosis[]>;
}
