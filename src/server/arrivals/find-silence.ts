import { present } from '../../core/index.ts';
import type { ArrivalFinding } from './arrival-finding.ts';

/** Silence of all that is expected to tell is odd after so many seconds. */
const SILENT_SECONDS = 60;
/** So many datagrams to ports where nobody listens are no chance. */
const MOST_STRAY = 3;

const PROGRAMS = 'See whether the programs run that post to /api/v1/events; `ringscope sources` says what of theirs was refused.';

/** What is known when nothing arrives. */
export interface Silence {
  readonly startedAt: number;
  /** When something was taken last, whatever its source. */
  readonly heardAt?: number;
  /** Only posted events were ever taken. */
  readonly isOfPrograms?: boolean;
  /** Something is being refused: then that is what is wrong. */
  readonly isRefusing: boolean;
  /** Where captures are taken, e.g. `127.0.0.1:9060 (udp)`. */
  readonly places: readonly string[];
  /** Datagrams of the last minute for ports of this machine on which nothing listens. */
  readonly stray: number;
}

/** Says what to do when nothing arrives, or nothing arrives any more. */
export function findSilence(
  { startedAt, heardAt, isOfPrograms, isRefusing, places, stray }: Silence,
  now: number,
): readonly ArrivalFinding[] {
  const silentSeconds = Math.round(now - (heardAt ?? startedAt));
  if (silentSeconds < SILENT_SECONDS && (heardAt !== undefined || stray < MOST_STRAY)) return [];
  if (isRefusing) return [];
  const where = places.length === 0 ? 'no port' : places.join(', ');
  const point = `Point the agents at ${where}; \`tcpdump -ni any port 9060\` on this machine shows whether packets come.`.replace(
    'port 9060',
    `port ${portOf(places[0])}`,
  );
  if (stray >= MOST_STRAY)
    return [
      {
        name: 'wrong_port',
        severity: 'warning',
        subject: 'hep',
        reason: `Nothing arrives, and ${stray} datagrams of the last minute were for ports of this machine on which nothing listens: an agent may send to a wrong port. The kernel does not tell what they were.`,
        fix: `\`tcpdump -ni any icmp\` shows for which port they were, as "udp port N unreachable". Captures are taken at ${where}: set that in the agent, e.g. Kamailio modparam("siptrace", "duplicate_uri", "sip:ADDRESS:${portOf(places[0])}").`,
      },
    ];
  return [nothingArrived({ heardAt, ...present({ isOfPrograms }) }, silentSeconds, point)];
}

function nothingArrived(
  { heardAt, isOfPrograms = false }: Pick<Silence, 'isOfPrograms'> & { readonly heardAt: number | undefined },
  silentSeconds: number,
  point: string,
): ArrivalFinding {
  const isNew = heardAt === undefined;
  return {
    name: 'nothing_arrived',
    severity: isNew ? 'warning' : 'note',
    subject: isOfPrograms ? 'events' : 'hep',
    reason: `Nothing arrived ${isNew ? `since the start ${silentSeconds} s ago` : `any more: the last of it ${silentSeconds} s ago`}.`,
    fix: isOfPrograms ? PROGRAMS : point,
  };
}

function portOf(place: string | undefined): string {
  return /:(\d+)(?: |$)/.exec(place ?? '')?.[1] ?? '9060';
}
