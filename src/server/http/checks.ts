import { worst, type Finding, type Severity, type StoreProblem } from '../../core/index.ts';
import { CHECKS } from '../check-bounds.ts';
import { judge } from '../health.ts';
import type { SpoolState, StoreHealth } from '../messages.ts';
import type { Silence } from '../ping.ts';

/** Age of what waits in the spool from which on something is wrong with the store. */
const SPOOL_DEGRADED_SECONDS = 10;
/** Files that one sentence names. */
const MOST_FILES = 6;

/** Judges the age of main's heartbeat. */
export function checkMain(heartbeatAgeSeconds: number): Finding {
  const severity = judge(heartbeatAgeSeconds, CHECKS.main.bounds);
  return { name: 'main', severity, reason: `The main thread was last heard of ${heartbeatAgeSeconds.toFixed(1)} s ago.` };
}

/** Judges for how long the query thread has not answered. A question ends by itself after some seconds; between two the thread answers. */
export function checkQuery(silence: Silence): Finding {
  if (silence instanceof Error) return { name: 'query', severity: 'failed', reason: silence.message };
  const severity = judge(silence, CHECKS.query.bounds);
  const reason = silence === 0 ? 'Questions about calls are answered.' : `The query thread has not answered for ${silence.toFixed(1)} s.`;
  return { name: 'query', severity, reason };
}

/** Judges what the store thread says of itself, or that it says nothing. */
export function checkStore(health: StoreHealth | Error): readonly Finding[] {
  if (health instanceof Error) return [{ name: 'store', severity: 'failed', reason: health.message }];
  const { freeBytes } = health;
  return [
    health.failure === undefined
      ? { name: 'store', severity: 'ok', reason: 'What is handed to the store is written.' }
      : { name: 'store', severity: 'failed', reason: health.failure.message },
    checkSpool(health.spool),
    freeBytes === undefined
      ? { name: 'disk', severity: 'failed', reason: 'The data folder cannot be looked at.' }
      : {
          name: 'disk',
          severity: judgeRoom(freeBytes),
          reason: `${Math.round(freeBytes / 1024 / 1024)} MiB are free on the disk of the data folder.`,
        },
    checkFiles(health.problems),
  ];
}

/** Of the disk less is worse. */
function judgeRoom(freeBytes: number): Severity {
  const { degraded, failed } = CHECKS.disk.bounds;
  return judge(-freeBytes, { degraded: -degraded, failed: -failed });
}

/** Judges single files: what they lack is missing in answers, all else goes on. */
function checkFiles(problems: readonly StoreProblem[]): Finding {
  const [first] = problems;
  if (first === undefined) return { name: 'files', severity: 'ok', reason: 'Every file of the store can be read.' };
  const others =
    problems.length === 1
      ? ''
      : ` ${problems.length - 1} more: ${problems
          .slice(1, MOST_FILES)
          .map(({ file }) => file)
          .join(', ')}.`;
  return { name: 'files', severity: 'degraded', reason: `${first.reason}${others}` };
}

function checkSpool({ bytes, maxBytes, waitingChanges, oldestAgeSeconds }: SpoolState): Finding {
  const ratio = bytes / maxBytes;
  const severity = worst([judge(ratio, CHECKS.spool.bounds), judge(oldestAgeSeconds, { degraded: SPOOL_DEGRADED_SECONDS })]);
  const age = waitingChanges === 0 ? '' : `, the oldest for ${oldestAgeSeconds.toFixed(1)} s`;
  return {
    name: 'spool',
    severity,
    reason: `${waitingChanges} changes wait for the store${age}; the spool is ${Math.round(ratio * 100)} % full.`,
  };
}
