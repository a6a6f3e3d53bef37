import type { PresetName } from './preset-name.ts';

/** How a system serves its metrics and its health, apart from its port. */
export interface PresetHttp {
  /** Where metrics are scraped. All of them answer the same. */
  readonly metrics: readonly string[];
  /** Where its health documents are. The first one is what another path takes the place of. Empty when it has none. */
  readonly health: readonly string[];
  /** What a 401 asks for. */
  readonly challenge: string;
  /** Health documents are answered to everybody. */
  readonly hasOpenHealth: boolean;
  /** Wrong credentials are answered 403 and missing ones 401. Else it is 401 both times. */
  readonly forbidsWrong: boolean;
  /** Body of the 403 for a refused address. Absent: a problem document. */
  readonly refused?: Readonly<Record<string, unknown>>;
  /** What is answered at its paths while its metrics are disabled. */
  readonly disabledStatus: 404 | 503;
}

const USUAL = {
  metrics: ['/metrics'],
  health: [],
  challenge: 'Bearer realm="metrics"',
  hasOpenHealth: false,
  forbidsWrong: false,
  disabledStatus: 404,
} as const satisfies PresetHttp;

/** Of each system. */
export const PRESET_HTTP: Readonly<Record<PresetName, PresetHttp>> = {
  callstack: { ...USUAL, health: ['/healthz'], challenge: 'Bearer realm="callstack"', forbidsWrong: true },
  'voice-skill': USUAL,
  rustpbx: { ...USUAL, health: ['/healthz'], hasOpenHealth: true },
  cardlink: {
    ...USUAL,
    health: ['/health', '/healthz', '/ready', '/readyz', '/health/ready', '/live', '/livez', '/health/live'],
    challenge: 'Basic realm="Metrics"',
    hasOpenHealth: true,
    disabledStatus: 503,
  },
  voiceserver: { ...USUAL, refused: { code: 403, msg: 'metrics access denied' } },
};
