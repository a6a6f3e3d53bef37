import { checkCertificates, checkFolder, checkKeys, checkSpool, checkStoreFiles, checkTokens } from './check-files.ts';
import { checkBuffer, checkClock, checkDisk, checkNode } from './check-machine.ts';
import { checkOtlp } from './check-otlp.ts';
import { checkListeners } from './check-ports.ts';
import { checkHealth, checkServer, checkSources } from './check-server.ts';
import type { DoctorCheck, DoctorContext } from './doctor-context.ts';
import { type DoctorLine, fail, fine } from './doctor-line.ts';
import { neededNode } from '../version.ts';

/** Every check, in the order in which one would look. One that has nothing to look at finds nothing. */
export const DOCTOR_CHECKS: readonly DoctorCheck[] = [
  { name: 'node', what: 'The version of Node.', run: async ({ node }) => checkNode(node, neededNode()) },
  {
    name: 'settings',
    what: 'Whether the settings are valid.',
    run: async ({ settingsError }) =>
      settingsError === undefined ? fine('The settings are valid.') : [fail(settingsError.message, settingsError.hint)],
  },
  { name: 'server', what: 'Whether a server answers, lets you in, and is of this version.', run: checkServer },
  { name: 'health', what: 'The checks of its health, with what mends those that are not well.', run: checkHealth },
  { name: 'sources', what: 'What arrives, what is refused, and what agents do wrong.', run: checkSources },
  { name: 'listeners', what: 'Whether the ports are free, and may be listened on as they are set.', run: checkListeners },
  { name: 'receive_buffer', what: 'What the system gives of the receive buffer of UDP.', run: checkBuffer },
  { name: 'clock', what: 'The clock: against the store and against the server.', run: checkClock },
  { name: 'disk', what: 'Room on the disk of the data folder.', run: checkDisk },
  { name: 'folder', what: 'Whether the data folder belongs to this user alone, and can be written.', run: checkFolder },
  { name: 'keys', what: 'The privacy key and the key of HEP.', run: checkKeys },
  {
    name: 'store',
    what: 'The files of the store, page by page, for ten seconds, the newest first, and whether the key is theirs.',
    run: checkStoreFiles,
  },
  { name: 'spool', what: 'What waits to be written while no server is up.', run: checkSpool },
  {
    name: 'certificates',
    what: 'Certificates and their keys: whether they go together, and for how long they are good.',
    run: checkCertificates,
  },
  {
    name: 'otlp',
    what: 'Whether the collector of OTLP takes what is exported, by requests without anything in them. Nothing where none is configured.',
    run: checkOtlp,
  },
  { name: 'tokens', what: 'The files of tokens and users.', run: checkTokens },
];

/** Runs all checks, one after the other. */
export async function runDoctor(context: DoctorContext): Promise<readonly DoctorLine[]> {
  const lines: DoctorLine[] = [];
  for (const { name, run } of DOCTOR_CHECKS) for (const one of await runOne(run, context)) lines.push({ check: name, ...one });
  return lines;
}

/** A check that fails itself is no reason to leave out the others. */
async function runOne(run: DoctorCheck['run'], context: DoctorContext): ReturnType<DoctorCheck['run']> {
  try {
    return await run(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [fail(`This could not be looked at: ${reason}`, 'Run it as the user of the server, e.g. `sudo -u ringscope ringscope doctor`.')];
  }
}

/** The checks as a Markdown table. */
export function doctorTable(): string {
  return ['| check | what it looks at |', '|---|---|', ...DOCTOR_CHECKS.map(({ name, what }) => `| \`${name}\` | ${what} |`)].join('\n');
}
