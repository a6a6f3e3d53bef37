import { tryCollector, type SignalTrial, type TrialContext } from '../../exporters/index.ts';
import type { Settings } from '../settings/server-settings.ts';
import { readVersion } from '../version.ts';
import { configuredOtlp } from './open-otlp.ts';

/** Tries the collector that settings and variables name. Undefined: they name none. What of the variables is passed over is told. */
export async function tryOtlp(
  settings: Pick<Settings, 'otlp'>,
  env: Readonly<Record<string, string | undefined>>,
  { warn, ...context }: Omit<TrialContext, 'version'> & { readonly warn?: (message: string) => void },
): Promise<readonly SignalTrial[] | undefined> {
  const config = configuredOtlp(settings, env, warn);
  return config && tryCollector(config, { ...context, version: readVersion() });
}
