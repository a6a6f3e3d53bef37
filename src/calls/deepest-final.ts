import type { TimelineEntry } from '../core/index.ts';
import { callerHop, isSuccess, type Hop, type Round, type RoundFinal } from './round.ts';

/**
 * The final answer farthest from the caller that explains what it got: of an answered call its 2xx, of the callee whose dialog lived on (`calleeTag`) when several
 * sent one. Of a refused call the deepest answer of the status that the caller got, for a proxy hands on the one that it chose (RFC 3261 16.7 step 6); when the
 * proxy told something else in its own name, the latest of the deepest hops.
 */
export function deepestFinal(round: Round, final: RoundFinal | undefined, calleeTag?: number): RoundFinal | undefined {
  const wantsSuccess = final !== undefined && isSuccess(final.entry);
  const finals: RoundFinal[] = [];
  for (const hop of round.hops) {
    const entry = wantsSuccess ? successOf(hop, calleeTag) : hop.final;
    if (entry !== undefined && !(wantsSuccess && !isSuccess(entry)) && !isOwnCancel(hop, entry, final)) finals.push({ hop, entry });
  }
  if (final === undefined || finals.length < 2) return deepestOf(finals);
  return deepestOf(finals.filter(wantsSuccess ? isOfDialog(final, calleeTag) : isHandedOn(final, round))) ?? deepestOf(finals);
}

/** Whether a 2xx is of the dialog that lived on. Where one callee answered, each is: a B2BUA has a To-tag of its own on either side. */
function isOfDialog(final: RoundFinal, calleeTag: number | undefined): (one: RoundFinal) => boolean {
  const isForked = isFork(final.hop);
  return ({ entry }) => !isForked || (entry.toTag ?? 0) === calleeTag;
}

/** Whether a refusal has the status that the caller got, and is not its own. */
function isHandedOn(final: RoundFinal, round: Round): (one: RoundFinal) => boolean {
  const near = callerHop(round);
  return ({ hop, entry }) => entry.status === final.entry.status && (hop !== final.hop || hop !== near);
}

/** Whether several callees answered: each 2xx has another To-tag (RFC 3261 13.2.2.4). */
function isFork({ responses }: Hop): boolean {
  return new Set(responses.filter(isSuccess).map(({ toTag }) => toTag)).size > 1;
}

function successOf({ final, responses }: Hop, calleeTag: number | undefined): TimelineEntry | undefined {
  return responses.find((entry) => isSuccess(entry) && (entry.toTag ?? 0) === calleeTag) ?? final;
}

function deepestOf(finals: readonly RoundFinal[]): RoundFinal | undefined {
  let deepest: RoundFinal | undefined;
  for (const one of finals) {
    const { hop, entry } = one;
    const isDeeper =
      deepest === undefined || hop.depth > deepest.hop.depth || (hop.depth === deepest.hop.depth && entry.at > deepest.entry.at);
    if (isDeeper) deepest = one;
  }
  return deepest;
}

/** A 487 that only answers the proxy's own CANCEL says nothing about why the call failed. */
function isOwnCancel(hop: Hop, entry: TimelineEntry, final: RoundFinal | undefined): boolean {
  return entry.status === 487 && hop.cancels.length > 0 && final !== undefined && final.entry.status !== 487;
}
