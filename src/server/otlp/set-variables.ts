import { OTEL_VARIABLES } from '../../exporters/index.ts';

/** Names of the variables of OpenTelemetry that say something, and that hold where a setting of `otlp` says nothing. */
export function setOtelVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return [...OTEL_VARIABLES.keys()].filter((name) => (env[name] ?? '').trim() !== '');
}
