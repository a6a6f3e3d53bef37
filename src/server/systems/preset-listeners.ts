import { present, TeleError, type TreeValues } from '../../core/index.ts';
import { PRESET_HTTP, type PresetName } from '../../presets/index.ts';
import { isLoopback } from '../../sources/index.ts';
import { tlsFilesOf } from '../../tls/index.ts';
import { type Listener, MAIN_PATHS, type PresetService } from '../http/listener.ts';
import { parseCidr } from '../settings/cidr.ts';
import type { presetOptions } from '../settings/preset-settings.ts';
import { type ProgramSettings, readProgramSettings } from './program-settings.ts';

type PresetSettings = TreeValues<typeof presetOptions>;

/** Where a preset listens unless it says otherwise. */
const USUAL_HOST = '127.0.0.1';
/** Nothing of it is said anywhere. */
const USUAL: ProgramSettings = { isEnabled: true, hasHealth: true };

/** What listens for a preset: nothing, one for both its metrics and its health, or one for each. Reads the settings of its system. Throws `CONFIG_INVALID`. */
export function presetListenersOf(place: string, { name, config, listen, timeZone }: PresetSettings): readonly Listener[] {
  if (name === undefined) return [];
  refuseOtherZones(place, name, timeZone);
  const program = config === undefined ? USUAL : readProgramSettings(place, name, config);
  const port = listen.port ?? program.port;
  if (port === undefined) {
    // A file that says nothing but where traces go needs no listener.
    refuseWithoutPort(place, program.isOtlpAlone === true ? undefined : config, listen);
    return [];
  }
  const [metrics, health] = servicesOf(place, name, listen, program);
  const make = (ownName: string, ownPort: number, service: PresetService): Listener => listenerOf(place, ownName, ownPort, listen, service);
  const healthPort = listen.healthPort ?? program.healthPort ?? port;
  const isShared = healthPort === port && (port !== 0 || listen.healthPort === undefined);
  if (isShared) return [make(name, port, { ...metrics, health: health.health })];
  return [make(name, port, metrics), ...(health.health.length === 0 ? [] : [make(`${name}-health`, healthPort, health)])];
}

/** Its metrics, and its health. */
function servicesOf(
  place: string,
  name: PresetName,
  { paths }: PresetSettings['listen'],
  program: ProgramSettings,
): readonly [PresetService, PresetService] {
  const { isEnabled, hasHealth, lock, intervalSeconds } = program;
  const shared = { name, metrics: [], health: [], ...present({ lock, intervalSeconds }) };
  const disabled = isEnabled ? {} : { disabledStatus: PRESET_HTTP[name].disabledStatus };
  const health = healthOf(place, name, paths.health ?? program.health);
  return [
    { ...shared, ...disabled, metrics: metricsOf(name, paths.metrics ?? program.metrics) },
    { ...shared, health: hasHealth ? health : [] },
  ];
}

/** Only one of the programs tells times without a zone. */
function refuseOtherZones(place: string, name: PresetName, timeZone: string | undefined): void {
  if (timeZone !== undefined && name !== 'voice-skill')
    invalid(`${place}.time_zone is for voice-skill, whose program posts times without a zone; ${name} posts none.`);
}

/** What is said of a listener that there is not would be lost. */
function refuseWithoutPort(place: string, config: string | undefined, listen: PresetSettings['listen']): void {
  const { healthPort, paths, tls, allow, host, auth } = listen;
  const isGiven = [config, healthPort, paths.metrics, paths.health, tls.certFile].some((one) => one !== undefined);
  const isSaid = isGiven || allow.length > 0 || auth !== 'default' || host !== USUAL_HOST;
  if (isSaid) invalid(`${place}.listen.port is missing: without it the preset has no listener of its own.`);
}

function metricsOf(name: PresetName, first: string | undefined): readonly string[] {
  const [usual = '/metrics', ...others] = PRESET_HTTP[name].metrics;
  return [first ?? usual, ...others];
}

function healthOf(place: string, name: PresetName, first: string | undefined): PresetService['health'] {
  const { health } = PRESET_HTTP[name];
  if (first !== undefined && health.length === 0) invalid(`${place}.listen.paths.health: ${name} has no health document.`);
  return health.map((document, index) => ({ path: index === 0 ? (first ?? document) : document, document }));
}

function listenerOf(place: string, name: string, port: number, settings: PresetSettings['listen'], preset: PresetService): Listener {
  const { host, allow, auth } = settings;
  const { hasOpenHealth, forbidsWrong } = PRESET_HTTP[preset.name];
  const tls = tlsFilesOf(settings.tls, `${place}.listen.tls`);
  const networks = allow.flatMap((text) => parseCidr(text) ?? []);
  return {
    name,
    host,
    port,
    serves: [...(preset.metrics.length > 0 ? (['metrics'] as const) : []), ...(preset.health.length > 0 ? (['health'] as const) : [])],
    paths: MAIN_PATHS,
    ...(tls === undefined ? {} : { tls }),
    policy: {
      allow: networks.length === 0 ? undefined : networks,
      isOpen: auth === 'open',
      openProbes: hasOpenHealth,
      ...(forbidsWrong ? { forbidsWrong } : {}),
    },
    // Everybody who reaches it may read its health.
    isStatusOnly: hasOpenHealth && !isLoopback(host),
    preset,
  };
}

function invalid(message: string): never {
  throw new TeleError('CONFIG_INVALID', message);
}
