import { hostname } from 'node:os';
import { present } from '../../core/index.ts';
import { OTLP_RULES, OTLP_SIGNAL, type OtlpConfig, otlpConfig, otelEnvironment, type OtlpSettings } from '../../exporters/index.ts';
import { optionFault } from '../option-fault.ts';
import type { OtlpOptions } from './otlp-options.ts';

/** Who gives the option wants an export, also where nobody names a collector. Undefined: `OTEL_SDK_DISABLED`. Throws `CONFIG_INVALID` with all faults, without the values. */
export function programOtlp(
  { drainSeconds: _, signals, ...options }: OtlpOptions,
  about: { readonly name: string; readonly version: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): OtlpConfig | undefined {
  const faults = Object.entries({ signals, ...options }).flatMap(([name, value]) => faultOf(name, value));
  if (faults.length > 0) throw optionFault(faults);
  const environment = otelEnvironment(env);
  const exported = Object.fromEntries(
    OTLP_SIGNAL.map((signal) => [signal, signals?.includes(signal) ?? environment.exported[signal] ?? true]),
  );
  const config = otlpConfig({ ...UNSET, ...options }, { ...environment, exported }, { ...present(about), hostName: hostname() });
  if (config !== undefined) environment.warnings.forEach(warn);
  return config;
}

const UNSET: OtlpSettings = {
  endpoint: undefined,
  protocol: undefined,
  headersFile: undefined,
  compression: undefined,
  timeoutSeconds: undefined,
  caFile: undefined,
  certFile: undefined,
  keyFile: undefined,
  signals: [],
  serviceName: undefined,
  resource: [],
  metricsSeconds: undefined,
  sampleRatio: undefined,
  queueItems: undefined,
};

/** The rules are those of the settings of a server. */
function faultOf(name: string, value: unknown): readonly string[] {
  const rule = OTLP_RULES[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
  if (rule === undefined || value === undefined) return [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isFine = values.length <= (rule.most ?? Infinity) && values.every((one) => isPlausible(one) && rule.holds(one));
  return isFine ? [] : [`otlp.${name}: expected ${rule.expected}`];
}

function isPlausible(value: unknown): boolean {
  return typeof value !== 'number' || (Number.isFinite(value) && value >= 0);
}
