import type { PresetName } from '../../presets/index.ts';
import type { TlsFiles } from '../../tls/index.ts';
import type { ProgramLock } from '../systems/program-settings.ts';
import type { Service } from '../settings/listener-settings.ts';
import type { ListenerPolicy } from './credentials.ts';

/** Where a listener answers what. Several paths for all checks answer the same. */
export interface ListenerPaths {
  readonly metrics: string;
  readonly health: readonly string[];
  readonly live: string;
  readonly ready: string;
}

/** Something that listens for HTTP, as plain data. */
export interface Listener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly serves: readonly Service[];
  readonly paths: ListenerPaths;
  /** Absent: plain HTTP. */
  readonly tls?: TlsFiles;
  readonly policy: ListenerPolicy;
  /** Others can reach it and nobody is asked for anything: of all checks only the conclusion is told. */
  readonly isStatusOnly: boolean;
  /** It is that of another system, and has nothing else. Absent: ringscope's own. */
  readonly preset?: PresetService;
}

/** What is served of another system. */
export interface PresetService {
  readonly name: PresetName;
  /** Where its metrics are. Empty: not here. */
  readonly metrics: readonly string[];
  /** Where its health documents are, each with the path that it has in the system. */
  readonly health: readonly { readonly path: string; readonly document: string }[];
  /** Its settings say that it is disabled: what its paths answer instead. */
  readonly disabledStatus?: 404 | 503;
  /** What its own settings ask for, beside the credentials of the server. */
  readonly lock?: ProgramLock;
  /** How often figures of the process are told, by its own settings. */
  readonly intervalSeconds?: number;
}

/** The paths of the main listener, which nothing replaces. */
export const MAIN_PATHS: ListenerPaths = { metrics: '/metrics', health: ['/healthz', '/health'], live: '/livez', ready: '/readyz' };
