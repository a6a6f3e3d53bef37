import { isLoopback } from '../sources/index.ts';
import type { Endpoint } from './http/open-listeners.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings/server-settings.ts';
import { needsCredentials } from './start-check.ts';

/** What is known of a server that has started. */
export interface Started {
  /** Everything that listens, the main listener of HTTP first. */
  readonly listeners: readonly Endpoint[];
  /** Its store has never held anything. */
  readonly isNew: boolean;
}

/** Says where the server listens and what for. */
export function sayListeners({ listeners }: Pick<Started, 'listeners'>, log: Log): void {
  for (const one of listeners) {
    const { name: listener, address, transport, serves } = one;
    const fields = { component: isHep(one) ? 'hep' : 'http', listener, address, transport, serves } as const;
    log.info(fields, isHep(one) ? `HEP at ${address} (${transport}) takes captures.` : `${urlOf(one)} serves ${serves.join(', ')}.`);
  }
}

/** Says the two things that are to be done next. */
export function sayNext(started: Started, settings: Settings, log: Log): void {
  for (const message of nextSteps(started, settings).slice(0, 2)) log.info({}, message);
}

/** What may be done next, the most important first. */
function nextSteps({ listeners, isNew }: Started, settings: Settings): readonly string[] {
  const { hep, store } = settings;
  const [main] = listeners;
  const url = main === undefined ? '' : urlOf(main);
  const heps = listeners.filter(isHep);
  const others = isLoopback(hep.host) ? ' For proxies on other machines set hep.host and hep.allow.' : '';
  const isGuarded = needsCredentials(settings);
  return [
    ...(isNew && heps[0] !== undefined
      ? [
          `Next: nothing was received into ${store.path} yet. Point the HEP of your proxy or PBX at ${heps[0].address} (${heps.map(({ transport }) => transport).join(', ')}).${others}`,
        ]
      : []),
    `Next: open ${url}/ in a browser, or run \`ringscope dashboard --url ${url}\` in a terminal${isGuarded ? '; both ask for a token' : ''}.`,
    isGuarded
      ? `Next: let Prometheus scrape ${url}/metrics with a token.`
      : 'Next: to reach it from other machines, make a token by `ringscope token create`, name its file in auth.token_file, and set http.host.',
  ];
}

function isHep({ serves }: Endpoint): boolean {
  return serves.includes('hep');
}

function urlOf({ transport, address }: Endpoint): string {
  return `${transport}://${address}`;
}
