import { TeleError } from '../../core/index.ts';
import { type ResolvedSettings, resolveWithOrigins, type SettingsInput } from '../settings/resolve-settings.ts';
import type { Settings } from '../settings/server-settings.ts';
import { fileName } from '../settings/setting.ts';
import type { ProgramOtlp } from './program-otlp.ts';
import { readProgramSettings } from './program-settings.ts';

/**
 * Resolves all settings; of those of the export by OTLP that nobody sets, those hold that the files of other programs say, which presets name. Throws `CONFIG_INVALID`
 * with the places of what cannot be used.
 */
export function resolveWithPrograms(input: SettingsInput): ResolvedSettings<Settings> {
  const own = resolveWithOrigins(input);
  const told = own.values.presets.flatMap(({ name, config }) => {
    if (name === undefined || config === undefined) return [];
    const { otlp } = readProgramSettings(`presets.${name}`, name, config);
    return otlp === undefined ? [] : [{ name, otlp }];
  });
  const [first, ...others] = told;
  if (first === undefined) return own;
  if (others.length > 0)
    throw new TeleError(
      'CONFIG_INVALID',
      `presets: the files of ${told.map(({ name }) => name).join(' and ')} each say where traces go; only one of them may, as the export is one.`,
    );
  return withOtlp(own, first.otlp);
}

function withOtlp({ values, origins }: ResolvedSettings<Settings>, told: ProgramOtlp): ResolvedSettings<Settings> {
  // Whoever names a collector says how it is spoken to.
  const { protocol, endpoint, ...rest } = told;
  const place = origins.has('otlp.endpoint') ? {} : { endpoint, protocol };
  const taken = Object.entries({ ...place, ...rest }).flatMap(([key, setting]) => {
    const name = `otlp.${fileName(key)}`;
    return setting === undefined || origins.has(name) ? [] : [{ key, name, ...setting }];
  });
  return {
    values: { ...values, otlp: { ...values.otlp, ...Object.fromEntries(taken.map(({ key, value }) => [key, value])) } },
    origins: new Map([...origins, ...taken.map(({ name, origin }) => [name, origin] as const)]),
  };
}
