import { loginLock, type MetricsLogin } from '../metrics-node/index.ts';
import { loadPreset, PRESET_HTTP, type Preset, type PresetName } from '../presets/index.ts';

/** Answer to a probe without credentials, or with wrong ones. */
export interface ProbeRefusal {
  readonly status: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
}

/** Decides on a probe of a path by its Authorization header. Undefined: it is answered. */
export type HealthLock = (path: string, authorization: string | undefined) => ProbeRefusal | undefined;

/**
 * Keeps the health documents of those systems for who has a login that do so themselves, where there is a login. `presets`: those of the instance, of which the first
 * with a path answers there. Undefined: every document is open.
 */
export async function createHealthLock(
  names: readonly PresetName[],
  presets: readonly Preset[],
  login: MetricsLogin,
): Promise<HealthLock | undefined> {
  if (login.keys === undefined && login.basicAuth === undefined) return undefined;
  const opens = loginLock(login);
  const locked = new Map<Preset, PresetName>();
  for (const name of names) if (!PRESET_HTTP[name].hasOpenHealth) locked.set(await loadPreset(name), name);
  return (path, authorization) => {
    const owner = presets.find(({ health }) => health?.paths.includes(path));
    const name = owner && locked.get(owner);
    if (name === undefined || opens(authorization)) return undefined;
    const { challenge, forbidsWrong } = PRESET_HTTP[name];
    if (authorization !== undefined && forbidsWrong) return { status: 403, headers: {} };
    return { status: 401, headers: { 'www-authenticate': challenge } };
  };
}
