import { present, TeleError } from '../../core/index.ts';
import { secretDigest } from '../../metrics-node/index.ts';
import { type Environment, cardlinkSettings } from '../../presets/index.ts';
import { createHash } from 'node:crypto';
import { MIN_TOKEN_LENGTH } from '../credentials/token-lines.ts';
import { readSmallFileSync, whyUnread } from '../../tls/index.ts';
import { PATH_RULE } from '../settings/setting-rules.ts';
import { cardlinkOtlp } from './cardlink-otlp.ts';
import type { ProgramOtlp } from './program-otlp.ts';
import { rustpbxSettings } from './rustpbx-settings.ts';

/** What a secret of another system opens. */
export interface ProgramLock {
  readonly scheme: 'bearer' | 'basic';
  /** Of the token, or of `user:password`. */
  readonly digest: Uint8Array;
  /** The secret is a password, or a token shorter than those of the server have to be: it may be found by trying. */
  readonly isGuessable: boolean;
}

/** What the settings of another system say of how it is watched. What they leave out is as in that system. */
export interface ProgramSettings {
  readonly isEnabled: boolean;
  readonly hasHealth: boolean;
  readonly port?: number;
  readonly healthPort?: number;
  readonly metrics?: string;
  readonly health?: string;
  readonly lock?: ProgramLock;
  /** How often what nobody tells is read. */
  readonly intervalSeconds?: number;
  /** What it exports by OTLP. Absent: nothing. */
  readonly otlp?: ProgramOtlp;
  /** Nothing is said of what is asked for by HTTP. */
  readonly isOtlpAlone?: boolean;
}

/** Reads the file of settings of another system. `place`: which setting names it. Throws `CONFIG_INVALID` with the places of what cannot be used. */
export function readProgramSettings(place: string, name: string | undefined, path: string): ProgramSettings {
  const text = readText(place, path);
  if (name === 'rustpbx') return fromRustpbx(path, text);
  if (name === 'cardlink') return fromCardlink(path, text);
  throw new TeleError(
    'CONFIG_INVALID',
    `${place}.config: ${name ?? ''} has no file of settings that is understood; rustpbx and cardlink have.`,
  );
}

function readText(place: string, path: string): string {
  try {
    return readSmallFileSync(path).bytes.toString('utf8');
  } catch (cause) {
    throw new TeleError('CONFIG_INVALID', `${place}.config: the file ${path} could not be read${whyUnread(cause)}.`, cause);
  }
}

function fromRustpbx(path: string, text: string): ProgramSettings {
  const { enabled, path: metrics, healthzPath: health, token, otlp, hasMetrics } = rustpbxSettings(path, text);
  for (const [key, value] of Object.entries({ path: metrics, healthz_path: health }))
    if (!PATH_RULE.holds(value)) throw new TeleError('CONFIG_INVALID', `${path}: ${key} of the metrics: expected ${PATH_RULE.expected}.`);
  const digest = token === undefined ? undefined : secretDigest(token);
  if (token !== undefined && digest === undefined) throw new TeleError('CONFIG_INVALID', `${path}: the token of the metrics has blanks.`);
  const isGuessable = (token?.length ?? 0) < MIN_TOKEN_LENGTH;
  const lock = digest === undefined ? {} : { lock: { scheme: 'bearer' as const, digest, isGuessable } };
  const isOtlpAlone = otlp !== undefined && !hasMetrics;
  return { isEnabled: enabled, hasHealth: enabled, metrics, health, ...lock, ...present({ otlp }), isOtlpAlone };
}

/** A line `NAME=value`, also with `export` before it, or nothing but a comment. */
const LINE = /^\s*(?:(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|(.*?)))?\s*(?:#.*)?$/;

function fromCardlink(path: string, text: string): ProgramSettings {
  const environment: Record<string, string> = {};
  const places = new Map<string, string>();
  const faults: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const found = LINE.exec(line);
    if (found === null) {
      faults.push(`${path}:${index + 1}:1: expected a line such as GP_METRICS_PORT=9090.`);
      continue;
    }
    const [, name, double, single, plain] = found;
    if (name === undefined) continue;
    if (name.startsWith('GP_') && !CARDLINK_NAMES.has(name)) faults.push(`${path}:${index + 1}:1: ${name} is not a setting of CardLink.`);
    environment[name] = double ?? single ?? plain ?? '';
    places.set(name, `${path}:${index + 1}:1`);
  }
  const { metrics, health, ...traced } = cardlinkOf(path, environment, faults);
  const otlp = cardlinkOtlp(traced, (name) => places.get(name) ?? places.get('GP_TRACING_ENABLED') ?? path);
  const { auth } = metrics;
  const digest = auth && createHash('sha256').update(`${auth.username}:${auth.password}`).digest();
  return {
    isEnabled: metrics.isEnabled,
    hasHealth: health.isEnabled,
    port: metrics.port,
    healthPort: health.port,
    metrics: metrics.path,
    ...(digest === undefined ? {} : { lock: { scheme: 'basic', digest, isGuessable: true } }),
    intervalSeconds: metrics.intervalSeconds,
    ...present({ otlp }),
  };
}

/** The names of CardLink. Those of its OTA server say nothing of how it is watched. */
const CARDLINK_NAMES: ReadonlySet<string> = new Set([
  ...['HOST', 'PORT', 'CONFIG', 'PID_FILE'].map((one) => `GP_OTA_SERVER_${one}`),
  ...['ENABLED', 'PORT', 'PATH', 'AUTH_USERNAME', 'AUTH_PASSWORD', 'INTERVAL'].map((one) => `GP_METRICS_${one}`),
  ...['ENABLED', 'PORT', 'TIMEOUT'].map((one) => `GP_HEALTH_${one}`),
  ...['LEVEL', 'FORMAT', 'TRACE_CORRELATION', 'FILE'].map((one) => `GP_LOG_${one}`),
  ...['TRACING_ENABLED', 'OTLP_ENDPOINT', 'OTLP_PROTOCOL', 'SERVICE_NAME', 'SERVICE_VERSION', 'TRACE_SAMPLE_RATE'].map(
    (one) => `GP_${one}`,
  ),
]);

/** Throws `CONFIG_INVALID` with the faults of the lines and those of the values. */
function cardlinkOf(path: string, environment: Environment, faults: readonly string[]) {
  const settings = read(path, environment, faults);
  if (faults.length > 0) throw new TeleError('CONFIG_INVALID', faults.join('\n'));
  return settings;
}

function read(path: string, environment: Environment, faults: readonly string[]) {
  try {
    return cardlinkSettings(environment);
  } catch (cause) {
    if (!(cause instanceof TeleError)) throw cause;
    throw new TeleError('CONFIG_INVALID', [...faults, `${path}: ${cause.message}`].join('\n'), cause);
  }
}
