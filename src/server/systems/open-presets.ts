import { SERVER_SOURCE, type Consumer } from '../../core/index.ts';
import { createRegistry, type SharedPages, type SharedRegistry } from '../../metrics/index.ts';
import { installPreset, loadPreset, type Preset, type PresetName, type PresetScope } from '../../presets/index.ts';
import { createFigureDisplay, FIGURE_NAMES, type Figures } from '../../presets/voice-skill/index.ts';
import type { Listener, PresetService } from '../http/listener.ts';
import type { PresetReport, PresetReports } from '../messages.ts';
import type { Settings } from '../settings/server-settings.ts';

/** Sources that are remembered as heard of. */
const MOST_HEARD = 64;

/** A preset of this server. */
interface OpenPreset {
  readonly name: PresetName;
  readonly readsHost: boolean;
  readonly consumer: Consumer;
  /** Absent: its metrics are among those of the server. */
  readonly registry: SharedRegistry | undefined;
  report(): PresetReport;
  readonly showFigures: OpenPresets['showFigures'];
}

/** The presets of this server. */
export interface OpenPresets {
  readonly consumers: readonly Consumer[];
  /** The registries of those that have a listener. */
  readonly registries: readonly SharedRegistry[];
  readonly pages: Readonly<Partial<Record<PresetName, SharedPages>>>;
  readonly sources: Readonly<Partial<Record<PresetName, readonly string[]>>>;
  /** What sources have told of each. */
  report(): PresetReports;
  /** Whether one of them shows what the machine says. */
  readonly readsHost: boolean;
  /** Shows figures of the store as the metrics of voice-skill. Undefined: events move them, or there are none. */
  readonly showFigures: ((figures: Figures) => void) | undefined;
}

interface PresetContext {
  readonly registry: SharedRegistry;
  readonly listeners: readonly Listener[];
}

/** Loads the presets that are named. Those that listen have a registry of their own, the others that of the server. */
export async function openPresets(presets: Settings['presets'], { registry, listeners }: PresetContext): Promise<OpenPresets> {
  const opened: OpenPreset[] = [];
  for (const settings of presets) {
    const service = listeners.find(({ preset }) => preset !== undefined && preset.name === settings.name)?.preset;
    const one = await openPreset(settings, service, registry);
    if (one !== undefined) opened.push(one);
  }
  return {
    consumers: opened.map(({ consumer }) => consumer),
    registries: opened.flatMap((one) => one.registry ?? []),
    pages: Object.fromEntries(opened.flatMap((one) => (one.registry === undefined ? [] : [[one.name, one.registry.pages()]]))),
    sources: Object.fromEntries(presets.flatMap(({ name, sources }) => (name === undefined ? [] : [[name, sources]]))),
    report: () => Object.fromEntries(opened.map((one) => [one.name, one.report()])),
    readsHost: opened.some(({ readsHost }) => readsHost),
    showFigures: opened.find(({ showFigures }) => showFigures !== undefined)?.showFigures,
  };
}

async function openPreset(
  { name, sources, bySource }: Settings['presets'][number],
  service: PresetService | undefined,
  main: SharedRegistry,
): Promise<OpenPreset | undefined> {
  if (name === undefined) return undefined;
  const preset = await loadPreset(name);
  const registry = service === undefined ? undefined : createRegistry();
  const isDue = createInterval(service?.intervalSeconds ?? 0);
  const scope = { sources, isBySource: bySource === 'yes', own: SERVER_SOURCE };
  const { metrics, showFigures } = install(preset, registry ?? main, { ...scope, name });
  const health = preset.health?.follow(sources);
  const heard = new Set<string>();
  const types = new Set([...preset.catalog.moves.flatMap(({ movedBy }) => movedBy), ...(health?.types ?? [])]);
  return {
    name,
    readsHost: preset.readsHost === true,
    registry,
    showFigures,
    consumer: {
      name: metrics.name,
      takes: (type) => types.has(type),
      accept(event) {
        const isOwn = 'source' in event && event.source === SERVER_SOURCE;
        if (isOwn && event.type === 'program.state' && !isDue(event.at)) return;
        metrics.accept(event);
        if (!('source' in event) || isOwn) return;
        health?.accept(event);
        if (heard.size < MOST_HEARD && (sources.length === 0 || sources.includes(event.source))) heard.add(event.source);
      },
      acceptPast: (event) => metrics.acceptPast?.(event),
    },
    report: () => ({
      states: health?.states() ?? [],
      heard: [...heard],
      silent: sources.length === 0 && heard.size === 0 ? ['any'] : sources.filter((one) => !heard.has(one)),
    }),
  };
}

/** Adds the metrics of a preset. Those of voice-skill are shown as the store has them, which answers for all sources together, where they are not of some. */
function install(preset: Preset, registry: SharedRegistry, { name, ...scope }: PresetScope & { readonly name: PresetName }) {
  if (name !== 'voice-skill' || scope.isBySource || scope.sources.length > 0)
    return { metrics: installPreset(preset, registry, scope), showFigures: undefined };
  return { metrics: installPreset(without(preset, FIGURE_NAMES), registry, scope), showFigures: createFigureDisplay(registry) };
}

/** The preset without these metrics. */
function without(preset: Preset, names: ReadonlySet<string>): Preset {
  const { catalog } = preset;
  return { ...preset, catalog: { ...catalog, moves: catalog.moves.filter(({ metric }) => !names.has(metric.name)) } };
}

/** Whether so many seconds have passed since it last said so. */
function createInterval(seconds: number): (now: number) => boolean {
  let last = -Infinity;
  return (now) => {
    if (now - last < seconds) return false;
    last = now;
    return true;
  };
}
