import type { HealthCheck } from '../../core/index.ts';
import type { CHECKS } from '../check-bounds.ts';
import { isOlder } from './check-machine.ts';
import type { DoctorContext, ServerAnswer } from './doctor-context.ts';
import { type Diagnosis, fail, fine, warn } from './doctor-line.ts';

type Up = Extract<ServerAnswer, { readonly kind: 'up' }>;

/** Whether the server answers, and is of this version. */
export async function checkServer({ server, version }: DoctorContext): Promise<readonly Diagnosis[]> {
  switch (server.kind) {
    case 'up':
      return checkVersion(server, version);
    case 'down':
      return [
        fail(
          `No server answers at ${server.url}.`,
          'Start it: `ringscope serve`, or `systemctl start ringscope`. Where it listens elsewhere name it: --url or --config.',
        ),
      ];
    case 'unreachable':
      return [
        fail(
          `The server at ${server.url} cannot be asked: ${server.reason}`,
          'Check the address and the port, the network between and its firewalls; name another one with --url.',
        ),
      ];
    case 'refused':
      return [
        fail(
          `${server.error.code}: ${server.url} lets nobody in with these credentials. ${server.error.message}`,
          `${server.error.hint} Name its file with --token-file or RINGSCOPE_TOKEN_FILE.`,
        ),
      ];
    case 'other':
      return [
        fail(
          `What answers at ${server.url} is no ringscope server.`,
          'A wrong port? Name the right one with --url; `http.port` of its settings says it.',
        ),
      ];
  }
}

function checkVersion({ url, version, sources }: Up, own: string): readonly Diagnosis[] {
  const restart =
    'Restart the server, so that it runs what is installed: `systemctl restart ringscope`. It takes up the calls in progress.';
  if (isOlder(version, own))
    return [warn(`The server at ${url} is stale: it runs version ${version}, and this program is version ${own}.`, restart)];
  if (isOlder(own, version))
    return [
      warn(
        `This program is version ${own}, and the server at ${url} runs ${version}.`,
        'Use the program that came with the server, e.g. by its full path.',
      ),
    ];
  if (sources === undefined)
    return [warn(`The server at ${url} is stale: it says version ${version}, and lacks what this program asks for.`, restart)];
  return fine(`${url} answers, version ${version}.`);
}

/** Every check of the server's health that is not well. */
export async function checkHealth({ server }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (server.kind !== 'up') return [];
  const bad = server.checks.filter(({ severity }) => severity === 'degraded' || severity === 'failed');
  // What is refused and what the kernel drops the check of what arrives tells, with more of it.
  const told = bad.filter(({ name }) => server.sources === undefined || (name !== 'arrivals' && name !== 'receive_buffer'));
  return told.length === 0 ? fine(`${server.checks.length - bad.length} checks of its health are well.`) : told.map(diagnose);
}

function diagnose({ name, severity, reason }: HealthCheck): Diagnosis {
  const fix = FIXES[name as keyof typeof FIXES] ?? 'The reason says what is to be mended; docs/health.md says what the check looks at.';
  return severity === 'failed' ? fail(`${name}: ${reason}`, fix) : warn(`${name}: ${reason}`, fix);
}

/** What mends a check that is not well. */
const FIXES: Readonly<Record<Exclude<keyof typeof CHECKS, 'source_NAME' | 'synthetic'>, string>> = {
  main: 'See what the machine is busy with (`top`); when it stays silent, restart the server: it takes up the calls in progress.',
  store:
    'Make room on the disk, mend the permissions of the data folder, or look at the disk (`dmesg`); the spool keeps what arrives until then.',
  spool: 'See why the store is not written: the disk is slow or full. Raise store.spool_max_bytes when it is merely slow.',
  disk: 'Make room on that disk, keep less (store.max_bytes, store.keep_calls_days), or move store.path to a larger one.',
  files: 'Put the file back from a backup, or move it away; the other days stay readable.',
  query: 'Ask for shorter times, and less at once; when it stays silent, restart the server.',
  memory: 'Give the machine or the container more memory, or lower calls.max_calls.',
  file_descriptors: 'Raise the limit, e.g. LimitNOFILE= of the unit, and see who keeps connections open (`ss -tnp`).',
  listeners: 'See the log for why a source does not listen, and restart the server.',
  traffic: '`ringscope sources` says whether anything arrives.',
  arrivals: '`ringscope sources` says what is refused and what mends it.',
  receive_buffer: 'Raise net.core.rmem_max (sysctl) and hep.receive_buffer_bytes, or have agents send by TCP.',
  loop_lag: 'See what else the machine is busy with (`top`), or give it a faster core.',
  heap: 'Raise it with NODE_OPTIONS=--max-old-space-size=1024, or lower calls.max_calls.',
  certificates: 'Renew the certificate and put it into its file; the server takes it by itself.',
  hep_certificate: 'Renew the certificate and put it into its file; the server takes it by itself.',
  reload: '`ringscope config check` says what is wrong with the settings.',
  history: 'Make room on the disk, or mend the permissions of history.db in the data folder; until then the last hours are in memory.',
  alerts: '`ringscope alerts test NAME` says why a receiver cannot be told; mend it in alerts.receivers.',
  otlp: 'See that the collector runs at otlp.endpoint and takes what is sent, and whether it asks for headers (otlp.headers_file).',
  clock: 'Keep the clock by NTP (`timedatectl set-ntp true`); restart the server when the new time shall hold at once.',
};

/** What arrives, and what is wrong with it. */
export async function checkSources({ server }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (server.kind !== 'up' || server.sources === undefined) return [];
  const { sources, findings } = server.sources;
  const counts = sources.map(({ name, frames, refused }) => `${name}: ${frames} taken, ${refused} refused`).join('; ');
  const told = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ reason, fix, isLoss }) => (isLoss === true ? fail(reason, fix) : warn(reason, fix)));
  return told.length > 0
    ? told
    : fine(
        `${counts}. ${sources.every(({ frames }) => frames === 0) ? 'Nothing has arrived yet.' : 'Nothing is wrong with what arrives.'}`,
      );
}
