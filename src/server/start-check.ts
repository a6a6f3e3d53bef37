import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TeleError } from '../core/index.ts';
import { checkTransport } from '../exporters/index.ts';
import { hep } from '../sources/index.ts';
import { checkReceivers } from './alerting/receiver.ts';
import { readKnown } from './credentials/known-files.ts';
import { listenersOf } from './http/listeners.ts';
import { readPrivacyKey } from './privacy/key-file.ts';
import { configuredOtlp } from './otlp/open-otlp.ts';
import type { Settings } from './settings/server-settings.ts';
import { refuseExposed } from '../stores/index.ts';
import { loadCertificate, type TlsFiles, tlsFilesOf } from '../tls/index.ts';
import { asTeleError } from './thread-port.ts';

/** Looks at everything that starting needs beside its ports, the variables of OpenTelemetry in `env` too, and changes nothing. Throws one `CONFIG_INVALID` that lists all that is missing. */
export async function checkStart(settings: Settings, env: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
  const { privacy, store } = settings;
  const checks: readonly (() => unknown)[] = [
    async () => Promise.all(checkTogether(settings).map(async (files) => loadCertificate(files))),
    () => readKnown(settings.auth, () => undefined),
    async () => hep.check?.(settings.hep),
    () => privacy.keyFile !== undefined && readPrivacyKey({ keyFile: privacy.keyFile, dataFolder: store.path }),
    async () => checkReceivers(settings.alerts.receivers),
    async () => checkTransport(configuredOtlp(settings, env)?.signals ?? []),
    () => refuseUnwritable(store.path),
  ];
  const faults: TeleError[] = [];
  for (const check of checks) {
    try {
      await check();
    } catch (error) {
      faults.push(asTeleError(error));
    }
  }
  if (faults.length > 0)
    throw new TeleError(
      'CONFIG_INVALID',
      ['The server could not start:', ...faults.map(({ code, message, hint }) => `  ${code}: ${message}\n    ${hint}`)].join('\n'),
    );
}

/** Throws what contradicts itself among settings that are each valid, such as two listeners of one port. The files of all TLS that they ask for. */
export function checkTogether(settings: Settings): readonly TlsFiles[] {
  const listeners = listenersOf(settings, needsCredentials(settings));
  return [...listeners.map(({ tls }) => tls), tlsFilesOf(settings.hep.tls, 'hep.tls')].filter((files) => files !== undefined);
}

/** Whether requests must carry something. */
export function needsCredentials({ auth }: Settings): boolean {
  return auth.tokenFile !== undefined || auth.basicFile !== undefined;
}

/** The data folder, or what it will be made in, must be a folder that this user may write. */
export function refuseUnwritable(path: string): void {
  let folder = resolve(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (existsSync(path)) refuseExposed(path);
  if (!statSync(folder).isDirectory())
    throw new TeleError('STORE_UNWRITABLE', `The data folder ${path} cannot be written: ${folder} is no folder.`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new TeleError('STORE_UNWRITABLE', `The data folder ${path} cannot be written: this user may not write ${folder}.`, cause);
  }
}
