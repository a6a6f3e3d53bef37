import { hostname } from 'node:os';
import { present } from '../../core/index.ts';
import { OTLP_SIGNAL, type OtlpConfig, otlpConfig, otelEnvironment, type OtlpSettings } from '../../exporters/index.ts';
import { optionFault } from '../option-fault.ts';
import { otlpFaults } from './otlp-faults.ts';
import type { OtlpOptions } from './otlp-options.ts';

/** Who gives the option wants an export, also where nobody names a collector. Undefined: `OTEL_SDK_DISABLED`. Throws `CONFIG_INVALID` with all faults, without the values. */
export function programOtlp(
  given: OtlpOptions,
  about: { readonly name: string; readonly version: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): OtlpConfig | undefined {
  const faults = otlpFaults(given);
  if (faults.length > 0) throw optionFault(faults);
  const { drainSeconds: _, signals, ...options } = given;
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
