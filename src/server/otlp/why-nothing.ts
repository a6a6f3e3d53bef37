import { OTLP_SIGNAL } from '../../exporters/index.ts';
import type { Settings } from '../settings/server-settings.ts';

/** Why nothing is exported by OTLP with these settings and variables, as the end of a sentence. */
export function whyNothing({ otlp }: Pick<Settings, 'otlp'>, env: Readonly<Record<string, string | undefined>>): string {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return 'OTEL_SDK_DISABLED turns it off';
  const names = OTLP_SIGNAL.map((signal) => `OTEL_${signal.toUpperCase()}_EXPORTER`).filter((name) => (env[name] ?? '').trim() !== '');
  const isNamed = otlp.endpoint !== undefined || (env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').trim() !== '';
  if (isNamed && names.length > 0) return `${names.join(', ')} ${names.length === 1 ? 'names' : 'name'} no exporter otlp`;
  return 'name the collector with otlp.endpoint or OTEL_EXPORTER_OTLP_ENDPOINT';
}
