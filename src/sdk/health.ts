import type { HealthAnswer, HealthHost, HealthView, Preset } from '../presets/index.ts';
import type { Check, Consumer } from '../core/index.ts';
import { openPlainHealth } from './plain-health.ts';

/** The health documents of one instance. */
export interface Health extends Consumer {
  /** The document at a path; undefined when there is none. Without a path, the first document. */
  answer(path?: string): HealthAnswer | Promise<HealthAnswer> | undefined;
}

const PLAIN_PATH = '/healthz';

/** Opens the health documents of presets. Where two have the same path, the preset named first answers; without any, a plain document says that the program runs and how its checks are. */
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
