import { TeleError } from '../../core/index.ts';

/** The environment of a process, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment of CardLink says (`GP_*`). */
export interface CardlinkSettings {
  readonly metrics: {
    readonly isEnabled: boolean;
    readonly port: number;
    readonly path: string;
    /** Basic authentication. Absent when nobody is asked. */
    readonly auth?: { readonly username: string; readonly password: string };
    readonly intervalSeconds: number;
  };
  readonly tracing: {
    readonly isEnabled: boolean;
    /** Given where it is enabled. */
    readonly endpoint?: string;
    readonly protocol: 'grpc' | 'http';
    readonly sampleRatio: number;
  };
  readonly service: { readonly name: string; readonly version: string };
  /** `timeoutSeconds`: the deadline of all checks together, for `checkDeadlineSeconds`. */
  readonly health: { readonly isEnabled: boolean; readonly port: number; readonly timeoutSeconds: number };
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'text'; readonly hasTraces: boolean; readonly file?: string };
}

const LOG_LEVEL = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
type LogLevel = (typeof LOG_LEVEL)[number];

/** Reads values, and keeps a sentence for each that cannot be used. Values are not repeated in it: one may be a password. */
class Reader {
  readonly faults: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    const value = this.#environment[name];
    return value === '' ? undefined : value;
  }

  /** Only the word `true` is true. */
  flag(name: string, otherwise: boolean): boolean {
    const value = this.text(name);
    return value === undefined ? otherwise : value.toLowerCase() === 'true';
  }

  number(name: string, otherwise: number, isAllowed: (value: number) => boolean, what: string): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    return this.#check(Number.isFinite(value) && isAllowed(value), name, what) ? value : otherwise;
  }

  word<const V extends readonly string[]>(name: string, words: V, otherwise: V[number]): V[number] {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const found: V[number] | undefined = words.find((word) => word.toLowerCase() === text.toLowerCase());
    this.#check(found !== undefined, name, `is one of ${words.join(', ')}`);
    return found ?? otherwise;
  }

  port(name: string, otherwise: number): number {
    return this.number(name, otherwise, (value) => Number.isInteger(value) && value >= 1 && value <= 65_535, 'is a port from 1 to 65535');
  }

  #check(isGood: boolean, name: string, what: string): boolean {
    if (!isGood) this.faults.push(`${name} ${what}`);
    return isGood;
  }
}

const HINT = 'Correct the named variables; docs/presets.md lists those of CardLink that are read.';

/** Reads the environment names of CardLink. What is not enabled is not checked. Throws `CONFIG_INVALID` with all faults. */
export function cardlinkSettings(environment: Environment): CardlinkSettings {
  const always = new Reader(environment);
  const metrics = readMetrics(new Reader(environment), always.flag('GP_METRICS_ENABLED', true));
  const tracing = readTracing(new Reader(environment), always.flag('GP_TRACING_ENABLED', false));
  const health = readHealth(new Reader(environment), always.flag('GP_HEALTH_ENABLED', true));
  const log = readLog(always);
  const faults = [...always.faults, ...[metrics, tracing, health].flatMap((part) => (part.settings.isEnabled ? part.faults : []))];
  if (faults.length > 0) throw new TeleError('CONFIG_INVALID', `${faults.join('; ')}.`, undefined, HINT);
  return {
    metrics: metrics.settings,
    tracing: tracing.settings,
    service: { name: always.text('GP_SERVICE_NAME') ?? 'cardlink', version: always.text('GP_SERVICE_VERSION') ?? '1.0.0' },
    health: health.settings,
    log,
  };
}

/** Settings of one part, and why they cannot be used. */
interface PartRead<S> {
  readonly settings: S;
  readonly faults: readonly string[];
}

function readMetrics(reader: Reader, isEnabled: boolean): PartRead<CardlinkSettings['metrics']> {
  const path = reader.text('GP_METRICS_PATH') ?? '/metrics';
  if (!path.startsWith('/')) reader.faults.push('GP_METRICS_PATH begins with /');
  const username = reader.text('GP_METRICS_AUTH_USERNAME');
  const password = reader.text('GP_METRICS_AUTH_PASSWORD');
  // Half of it would leave the door open.
  if ((username === undefined) !== (password === undefined))
    reader.faults.push('GP_METRICS_AUTH_USERNAME and GP_METRICS_AUTH_PASSWORD are given together or not at all');
  const settings = {
    isEnabled,
    port: reader.port('GP_METRICS_PORT', 9090),
    path,
    ...(username === undefined || password === undefined ? {} : { auth: { username, password } }),
    intervalSeconds: reader.number('GP_METRICS_INTERVAL', 15, (value) => value >= 1, 'is at least 1 second'),
  };
  return { settings, faults: reader.faults };
}

function readTracing(reader: Reader, isEnabled: boolean): PartRead<CardlinkSettings['tracing']> {
  const endpoint = reader.text('GP_OTLP_ENDPOINT');
  if (endpoint === undefined) reader.faults.push('GP_TRACING_ENABLED needs GP_OTLP_ENDPOINT');
  const settings = {
    isEnabled,
    ...(endpoint === undefined ? {} : { endpoint }),
    protocol: reader.word('GP_OTLP_PROTOCOL', ['grpc', 'http'], 'grpc'),
    sampleRatio: reader.number('GP_TRACE_SAMPLE_RATE', 1, (value) => value >= 0 && value <= 1, 'is from 0 to 1'),
  };
  return { settings, faults: reader.faults };
}

function readHealth(reader: Reader, isEnabled: boolean): PartRead<CardlinkSettings['health']> {
  const settings = {
    isEnabled,
    port: reader.port('GP_HEALTH_PORT', 8080),
    timeoutSeconds: reader.number('GP_HEALTH_TIMEOUT', 5, (value) => value > 0, 'is above 0 seconds'),
  };
  return { settings, faults: reader.faults };
}

function readLog(reader: Reader): CardlinkSettings['log'] {
  const file = reader.text('GP_LOG_FILE');
  return {
    level: reader.word('GP_LOG_LEVEL', LOG_LEVEL, 'INFO'),
    format: reader.word('GP_LOG_FORMAT', ['json', 'text'], 'json'),
    hasTraces: reader.flag('GP_LOG_TRACE_CORRELATION', true),
    ...(file === undefined ? {} : { file }),
  };
}
