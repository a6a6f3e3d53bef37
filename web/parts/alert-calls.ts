import type { Answers } from '../api/types.generated.ts';

type About = Pick<Answers['/api/v1/alerts']['answer']['alerts'][number], 'alert' | 'subject' | 'labels' | 'activeAt' | 'since' | 'state'>;

/** Alerts look at most so far back for what is wrong now; those of objectives at days, of which the last hours say the most. */
const LOOKS_BACK_SECONDS = 1800;

/** By which conditions the calls of an alert are found: those that failed in its time. Undefined of one that is not about calls, or that names none of what they are found by. */
export function callsOfAlert({ alert, subject, labels, activeAt, since, state }: About): Readonly<Record<string, string>> | undefined {
  const { trunk, direction } = labels;
  const isOfAll = subject === 'calls' || (subject === 'objectives' && alert.startsWith('Call'));
  if (!isOfAll && trunk === undefined) return undefined;
  const time = (seconds: number): string => new Date(Math.floor(seconds) * 1000).toISOString();
  return {
    ...(trunk === undefined ? {} : { [isOfAll ? 'trunk' : 'hopTrunk']: trunk }),
    ...(direction === undefined ? {} : { direction }),
    // How a call sounded is no failure.
    ...(subject === 'media' ? {} : { failed: 'true' }),
    since: time(activeAt - LOOKS_BACK_SECONDS),
    ...(state === 'resolved' ? { until: time(since) } : {}),
  };
}
