import { TeleError, type TreeValues } from '../../core/index.ts';
import { PRESET_HTTP } from '../../presets/index.ts';
import { isLoopback } from '../../sources/index.ts';
import { type TlsFiles, tlsFilesOf } from '../../tls/index.ts';
import { type Cidr, parseCidr } from '../settings/cidr.ts';
import { type listenerOptions, SERVICE } from '../settings/listener-settings.ts';
import type { Settings } from '../settings/server-settings.ts';
import { presetListenersOf } from '../systems/preset-listeners.ts';
import { type Listener, MAIN_PATHS, type PresetService } from './listener.ts';

type ListenerSettings = TreeValues<typeof listenerOptions>;

/** Everything that listens for HTTP, the main one first. Throws `CONFIG_INVALID` for what contradicts itself, `HTTP_EXPOSED` for what everybody could ask. */
export function listenersOf(
  settings: Pick<Settings, 'http' | 'listeners' | 'presets' | 'hep' | 'auth'>,
  hasCredentials: boolean,
): readonly Listener[] {
  const claims = hepClaims(settings.hep);
  const guards = { hasCredentials, isLimited: areLimits(networksOf(settings.auth.allow)) };
  const main = mainOf(settings.http);
  claimPort(claims, 'http', main);
  refuseExposed('http', main, guards);
  const names = new Map([
    [main.name, 'http'],
    ['hep', 'hep'],
  ]);
  const further = settings.listeners.map((values, index) => {
    const place = `listeners[${index}]`;
    return take(place, listenerOf(place, values, guards));
  });
  const ofPresets = settings.presets.flatMap((values, index) => {
    const place = `presets[${index}]`;
    return presetListenersOf(place, values).map((listener) => take(place, listener));
  });
  return [main, ...further, ...ofPresets];

  function take(place: string, listener: Listener): Listener {
    claimPort(claims, place, listener);
    claimPaths(place, listener);
    refuseExposed(place, listener, guards);
    const owner = names.get(listener.name);
    if (owner !== undefined) invalid(`${place} and ${owner} have the same name, ${listener.name}.`);
    names.set(listener.name, place);
    return listener;
  }
}

function mainOf({ host, port, tls, openProbes }: Settings['http']): Listener {
  return {
    name: 'http',
    host,
    port,
    serves: SERVICE,
    paths: MAIN_PATHS,
    ...secured(tlsFilesOf(tls, 'http.tls')),
    policy: { allow: undefined, isOpen: false, openProbes },
    isStatusOnly: false,
  };
}

function listenerOf(place: string, values: ListenerSettings, guards: Guards): Listener {
  const { host, port, paths, allow, auth, openProbes } = values;
  const serves = SERVICE.filter((one) => values.serves.includes(one));
  if (auth === 'open' && serves.includes('api'))
    invalid(`${place} has auth: open, which is for metrics and health, and serves the api: leave out one of the two.`);
  if (serves.length === 0) invalid(`${place}.serves is empty; it lists ${SERVICE.join(', ')} or some of them.`);
  const tls = tlsFilesOf(values.tls, `${place}.tls`);
  const networks = networksOf(allow);
  const policy = { allow: networks.length === 0 ? undefined : networks, isOpen: auth === 'open', openProbes };
  const listener = {
    name: values.name ?? joinAddress(host, port),
    host,
    port,
    serves,
    paths: { ...paths, health: [paths.health] },
    ...secured(tls),
    policy,
  };
  return { ...listener, isStatusOnly: !isLoopback(host) && !isGuarded(listener, guards) };
}

function secured(tls: TlsFiles | undefined): { readonly tls?: TlsFiles } {
  return tls === undefined ? {} : { tls };
}

/** What all listeners ask for. */
interface Guards {
  readonly hasCredentials: boolean;
  /** Not from everywhere. */
  readonly isLimited: boolean;
}

function networksOf(texts: readonly string[]): readonly Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** Whether networks keep anybody out. */
function areLimits(networks: readonly Cidr[]): boolean {
  return networks.length > 0 && networks.every(({ prefixBits }) => prefixBits > 0);
}

/** Not everybody who reaches it is answered. */
function isGuarded({ policy, tls, preset }: Pick<Listener, 'policy' | 'tls' | 'preset'>, { hasCredentials, isLimited }: Guards): boolean {
  return (
    (hasCredentials && !policy.isOpen) ||
    preset?.lock !== undefined ||
    isLimited ||
    areLimits(policy.allow ?? []) ||
    tls?.requireClientCert === true
  );
}

function refuseExposed(place: string, listener: Listener, guards: Guards): void {
  const { host, serves, policy } = listener;
  if (isLoopback(host) || isGuarded(listener, guards)) return;
  if (policy.openProbes && serves.every((one) => one === 'health')) return;
  const lacking = policy.isOpen ? 'and asks nobody for credentials' : 'and no credentials are configured';
  throw new TeleError('HTTP_EXPOSED', `${place} would listen on ${host}, which others can reach, ${lacking}.`);
}

/** A port that something wants. */
interface Claim {
  readonly place: string;
  readonly host: string;
  readonly port: number;
}

function hepClaims({ host, port, transports, tls, tlsPort }: Settings['hep']): Claim[] {
  const claims: Claim[] = [];
  if (transports.includes('tcp')) claims.push({ place: 'hep', host, port });
  if (tls.certFile !== undefined) claimPort(claims, 'hep.tls_port', { host, port: tlsPort });
  return claims;
}

/** Port 0 is another one each time. */
function claimPort(claims: Claim[], place: string, { host, port }: Pick<Listener, 'host' | 'port'>): void {
  const owner = claims.find((one) => one.port === port && port !== 0 && overlap(one.host, host));
  if (owner !== undefined) invalid(`${place} and ${owner.place} both claim ${joinAddress(host, port)}.`);
  claims.push({ place, host, port });
}

function overlap(one: string, other: string): boolean {
  return one === other || [one, other].some((host) => host === '0.0.0.0' || host === '::');
}

/** No two things on one path of a listener; the API has `/`, `/api` and what is below, `/debug` and the routes of voice-skill. */
function claimPaths(place: string, { serves, paths, preset }: Listener): void {
  if (preset !== undefined) return claimPresetPaths(place, preset);
  const owners = new Map<string, string>();
  const claim = (name: string, path: string): void => {
    const own = `${place}.paths.${name}`;
    const owner = owners.get(path) ?? (serves.includes('api') && isOfApi(path) ? 'the API' : undefined);
    if (owner !== undefined) invalid(`${own} and ${owner} both claim ${path}.`);
    owners.set(path, own);
  };
  if (serves.includes('metrics')) claim('metrics', paths.metrics);
  if (!serves.includes('health')) return;
  for (const path of paths.health) claim('health', path);
  claim('live', paths.live);
  claim('ready', paths.ready);
}

function claimPresetPaths(place: string, { name, metrics, health }: PresetService): void {
  const owners = new Map<string, string>();
  const claims = [...metrics.map((path) => ({ path, what: 'its metrics' })), ...health.map(({ path }) => ({ path, what: 'its health' }))];
  for (const { path, what } of claims) {
    const owner = owners.get(path) ?? (name === 'voice-skill' && isOfApi(path) && !USUAL_PATHS.has(path) ? 'its routes' : undefined);
    if (owner !== undefined) invalid(`${place}: ${owner} and ${what} both claim ${path}.`);
    owners.set(path, what);
  }
}

/** Metrics of voice-skill that are among its routes. */
const USUAL_PATHS: ReadonlySet<string> = new Set(PRESET_HTTP['voice-skill'].metrics);

function isOfApi(path: string): boolean {
  return /^\/(?:-\/reload|api|debug|metrics\/.+|zombie-calls|cleanup-stale-calls|call-event)(?:\/|$)/.test(path);
}

/** `host:port`, an IPv6 address in brackets. */
export function joinAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function invalid(message: string): never {
  throw new TeleError('CONFIG_INVALID', message);
}
