import type { Hop, Round } from './round.ts';

/**
 * Least duration of early media that counts as ringing in band (RFC 3960 3.2): two periods of a usual ringing tone,
 * 1 s and 4 s (ITU-T E.180). Failure tones and most announcements are shorter.
 */
const IN_BAND_SECONDS = 10;

/** Whether the callee of a round was rung: a 180, or ringing tone in band for as long as nothing else is. */
export function hasRung(round: Round): boolean {
  return round.hops.some((hop) => hop.hasAlerted || rangInBand(hop, round));
}

/**
 * Whether a hop that is over brought early media of the far end for as long as ringing lasts. That of a proxy before a hop that says nothing is its own, and what
 * comes with a cause (RFC 3326) is an announcement.
 */
export function rangInBand(hop: Hop, round: Round): boolean {
  const endedAt = hop.final?.at ?? hop.cancels[0]?.at;
  if (endedAt === undefined || round.hops.some((other) => other.request.branches.indexOf(hop.branch) > 0)) return false;
  const media = hop.responses.filter(({ status = 0, hasSdp }) => status > 100 && status < 200 && hasSdp);
  const [first] = media;
  return first !== undefined && endedAt - first.at >= IN_BAND_SECONDS && media.every(({ reasonQ850 }) => reasonQ850 === undefined);
}
