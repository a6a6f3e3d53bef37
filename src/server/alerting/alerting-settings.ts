import { hostname } from 'node:os';
import type { Settings } from '../settings/server-settings.ts';
import type { AlertOrigin } from './alert-texts.ts';

/** Which alerts are looked at, who is told of them, and how this server is called there. */
export type AlertingSettings = Pick<Settings['alerts'], 'off' | 'thresholds' | 'receivers'> & AlertOrigin;

/** The settings of alerts, with what follows from this machine where nothing is set. `address`: where HTTP listens. */
export function alertingSettings({ alerts: { instance, runbookUrl, ...others }, http }: Settings, address: string): AlertingSettings {
  const url = `${http.tls.certFile === undefined ? 'http' : 'https'}://${address}`;
  return { ...others, instance: instance ?? hostname(), runbookUrl: runbookUrl ?? `${url}/runbooks` };
}
