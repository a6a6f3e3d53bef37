import type { HealthAnswer, HealthHost, HealthView, Preset, PresetName } from '../presets/index.ts';
import type { Check, Consumer } from '../core/index.ts';
import { optionFault } from './option-fault.ts';
import { openPlainHealth } from './plain-health.ts';

/** The health documents of one instance. */
export interface Health extends Consumer {
  /** The document at a path; undefined when there is none. Without a path, the first document. */
  answer(path?: string): HealthAnswer | Promise<HealthAnswer> | undefined;
}

const PLAIN_PATH = '/healthz';

/** A preset of an instance, with its name. */
export interface NamedPreset {
  readonly name: PresetName;
  readonly preset: Preset;
}

/** The presets in the order in which their documents take their paths. Throws `CONFIG_INVALID` when two have one path and `healthPreset` is neither of them. */
export function orderedByHealth(presets: readonly NamedPreset[], healthPreset: PresetName | undefined): readonly Preset[] {
  const [chosen, others] = [presets.filter(({ name }) => name === healthPreset), presets.filter(({ name }) => name !== healthPreset)];
  const claims = new Map<string, string>();
  for (const { name, preset } of others)
    for (const path of pathsOf(preset)) {
      if (chosen.some((one) => pathsOf(one.preset).includes(path))) continue;
      const other = claims.get(path);
      if (other !== undefined)
        throw optionFault([`presets ${other} and ${name} both answer ${path}: name the one that does as healthPreset`]);
      claims.set(path, name);
    }
  return [...chosen, ...others].map(({ preset }) => preset);
}

/** Throws `CONFIG_INVALID` when the metrics of a program would hide a health document. */
export function checkMetricsPath(metricsPath: string, presets: readonly Preset[]): void {
  const paths = presets.flatMap(pathsOf);
  if ((paths.length === 0 ? [PLAIN_PATH] : paths).includes(metricsPath))
    throw optionFault([`metricsPath and health both claim ${metricsPath}`]);
}

function pathsOf({ health }: Preset): readonly string[] {
  return health?.paths ?? [];
}

/** Opens the health documents of presets, of which the first answers at a path that several have; without any, a plain document says that the program runs and how its checks are. */
export function openHealth(presets: readonly Preset[], checks: Readonly<Record<string, Check>>, host: HealthHost): Health {
  const views: HealthView[] = [];
  const byPath = new Map<string, HealthView>();
  for (const { health } of presets) {
    if (health === undefined) continue;
    const view = health.open(host);
    views.push(view);
    for (const path of health.paths) if (!byPath.has(path)) byPath.set(path, view);
  }
  if (views.length === 0) {
    const plain = openPlainHealth(host);
    views.push(plain);
    byPath.set(PLAIN_PATH, plain);
  }
  for (const view of views) for (const [name, check] of Object.entries(checks)) view.addCheck?.(name, check);
  return {
    name: 'health',
    takes: (type) => views.some(({ types }) => types.includes(type)),
    accept(event) {
      for (const view of views) view.accept(event);
    },
    answer(path) {
      const asked = path ?? byPath.keys().next().value ?? PLAIN_PATH;
      return byPath.get(asked)?.answer(asked);
    },
  };
}
