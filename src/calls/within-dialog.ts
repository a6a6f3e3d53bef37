import type { TimelineEntry } from '../core/index.ts';
import type { AttemptFacts } from './attempt-facts.ts';
import { isSuccess } from './round.ts';
import { isFinal, type Seen, type Sight } from './seen.ts';

/** A request within a dialog, other than ACK, CANCEL and BYE, on all its hops, with what it came to. */
export interface RequestWithin {
  readonly first: TimelineEntry;
  /** Every sight of the request. */
  readonly seen: Seen[];
  /** What it came to was told. */
  isTold: boolean;
  /** It asks for a session timer, or got one. */
  hasSessionTimer: boolean;
  /** Its final answer: a 2xx of any hop, else that nearest its sender. */
  final: TimelineEntry | undefined;
  /** The tag of the side that refreshes from then on, as its 2xx says. Undefined when it does not. */
  refresherTag: number | undefined;
}

/** What was agreed on who refreshes, and the requests since, in causal order. */
export interface RequestsWithin {
  readonly requests: readonly RequestWithin[];
  /** The side that refreshes by the 2xx that made the dialog. */
  readonly refresherTag: number | undefined;
}

/** Whether there is any of which nothing was told. Hot: most calls have none at all. */
export function hasUntold({ within }: AttemptFacts): boolean {
  for (const { seen } of within) if (!seen.isSettled) return true;
  return false;
}

/** Gathers them from all sights of an attempt. */
export function readRequestsWithin({ within }: AttemptFacts, sights: readonly Sight[]): RequestsWithin {
  const requests = new Map<string, RequestWithin>();
  for (const sight of within) takeRequest(requests, sight);
  let refresherTag: number | undefined;
  for (const sight of sights) {
    const { entry } = sight;
    if (sight.kind !== 'first' || !isFinal(entry)) continue;
    const request = requests.get(requestKey(entry));
    if (request !== undefined) takeFinal(request, sight);
    else if (entry.method === 'INVITE' && isSuccess(entry)) refresherTag ??= refresherOf(sight);
  }
  return { requests: [...requests.values()], refresherTag };
}

function takeRequest(requests: Map<string, RequestWithin>, { entry, seen }: Sight): void {
  const key = requestKey(entry);
  const known = requests.get(key);
  const hasSessionTimer = entry.sessionExpiresSeconds !== undefined;
  if (known === undefined) {
    requests.set(key, { first: entry, seen: [seen], isTold: seen.isSettled, hasSessionTimer, final: undefined, refresherTag: undefined });
    return;
  }
  known.seen.push(seen);
  known.isTold ||= seen.isSettled;
  known.hasSessionTimer ||= hasSessionTimer;
}

function takeFinal(request: RequestWithin, sight: Sight): void {
  const { entry } = sight;
  if (isSuccess(entry)) {
    request.hasSessionTimer ||= entry.sessionExpiresSeconds !== undefined;
    request.refresherTag ??= refresherOf(sight);
  }
  const { final } = request;
  if (final === undefined || isBetter(entry, final)) request.final = entry;
}

function isBetter(entry: TimelineEntry, than: TimelineEntry): boolean {
  if (isSuccess(entry) !== isSuccess(than)) return isSuccess(entry);
  return entry.branches.length < than.branches.length;
}

/** Who refreshes is named by its part in this transaction (RFC 4028 4): uac is who sent the request. */
function refresherOf({ entry, seen }: Sight): number | undefined {
  const refresher = seen.notes?.refresher;
  if (refresher === undefined) return undefined;
  return refresher === 'uac' ? entry.fromTag : entry.toTag;
}

/** Each side counts its own CSeq, and an answer has the From of its request. */
function requestKey({ method, fromTag, cseq }: TimelineEntry): string {
  return `${method}|${fromTag ?? 0}|${cseq}`;
}
