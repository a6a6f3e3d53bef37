import type { TimelineEntry } from '../core/index.ts';
import { isSuccess, type Hop, type Round, type RoundFinal } from './round.ts';

/** The final answer farthest from the caller: for an answered call its 2xx, otherwise the latest of the deepest hops. */
export function deepestFinal(round: Round, final: RoundFinal | undefined): RoundFinal | undefined {
  const wantsSuccess = final !== undefined && isSuccess(final.entry);
  let deepest: RoundFinal | undefined;
  for (const hop of round.hops) {
    const entry = hop.final;
    if (entry === undefined || (wantsSuccess && !isSuccess(entry)) || isOwnCancel(hop, entry, final)) continue;
    const isDeeper =
      deepest === undefined || hop.depth > deepest.hop.depth || (hop.depth === deepest.hop.depth && entry.at > deepest.entry.at);
    if (isDeeper) deepest = { hop, entry };
  }
  return deepest;
}

/** A 487 that only answers the proxy's own CANCEL says nothing about why the call failed. */
function isOwnCancel(hop: Hop, entry: TimelineEntry, final: RoundFinal | undefined): boolean {
  return entry.status === 487 && hop.cancels.length > 0 && final !== undefined && final.entry.status !== 487;
}
