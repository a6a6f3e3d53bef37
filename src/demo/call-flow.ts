import { challenge, credentials, Dialog, type Leg, type Sent } from './dialog.ts';
import { mediaOf, mediaPort, mediaReports } from './media-reports.ts';
import { PROXY, type Station } from './network.ts';
import type { Random } from './random.ts';

/** What the proxy takes for a message. */
const PROXY_SECONDS = 0.0015;
/** Over the network, there and back. */
const TRIP_SECONDS = 0.03;

/** How set-up goes on at a callee. */
export interface CalleePlan {
  readonly station: Station;
  /** INVITE to the first 18x. Absent: it never alerts. */
  readonly alertSeconds?: number;
  /** The callee hears or sees something before the answer. */
  readonly hasEarlyMedia?: boolean;
  readonly lossRatio: number;
}

/** How a call ends. */
export type CallEnd =
  | { readonly as: 'answered'; readonly ringSeconds: number; readonly talkSeconds: number; readonly by: 'caller' | 'callee' }
  | { readonly as: 'refused'; readonly status: number; readonly afterSeconds: number; readonly reason?: string }
  | { readonly as: 'cancelled'; readonly afterSeconds: number };

/** One call through the proxy. */
export interface CallPlan {
  readonly caller: Station;
  readonly callerUser: string;
  readonly callerName?: string;
  readonly calleeUser: string;
  readonly isChallenged: boolean;
  /** The next hops that fail first: with a status, or silent. */
  readonly tried: readonly { readonly station: Station; readonly status?: number }[];
  /** Where it ends up. Absent: the caller gets the last failure. */
  readonly callee?: CalleePlan;
  readonly end: CallEnd;
  /** The first INVITE is lost once. */
  readonly isRepeated: boolean;
}

/** What a next hop that is silent gets before the next one is tried (Kamailio's fr_timer). */
const SILENT_SECONDS = 5;
/** When an unanswered INVITE is repeated (RFC 3261 17.1.1.2). */
const REPEATS = [0.5, 1.5, 3.5];

/** Writes the messages of a call that begins at a time. */
export function writeCall(plan: CallPlan, at: number, random: Random): Dialog {
  const parties = { caller: { user: plan.callerUser, ...(plan.callerName === undefined ? {} : { name: plan.callerName }) } };
  const host = plan.caller.address.slice(0, plan.caller.address.lastIndexOf(':'));
  const dialog = new Dialog({ ...parties, callId: `${random.token(20)}@${host}`, callee: { user: plan.calleeUser } }, random);
  const outer: Leg = { near: plan.caller, far: PROXY };
  const { invite, now } = enter(plan, dialog, outer, at, random);
  const writing: Writing = { dialog, outer, invite, random };
  const tried = tryFailing(plan, writing, now);
  if (plan.callee === undefined) refuse(writing, tried.status, tried.now);
  else connect(plan, plan.callee, writing, tried.now);
  return dialog;
}

/** Where the caller is reached within the dialog; a proxy passes it on. */
function contactOf({ caller, callerUser }: CallPlan): string {
  return `Contact: <sip:${callerUser}@${caller.address}>`;
}

/** The INVITE up to the proxy that takes it, with a challenge where there is one. */
function enter(plan: CallPlan, dialog: Dialog, outer: Leg, at: number, random: Random): { readonly invite: Sent; readonly now: number } {
  const media = mediaOf(plan.caller.address, random);
  const contact = contactOf(plan);
  const answered = at + TRIP_SECONDS / 2 + PROXY_SECONDS;
  if (!plan.isChallenged) {
    const invite = dialog.request(outer, 'INVITE', at, { media, headers: [contact] });
    if (plan.isRepeated) dialog.repeat(invite, at + 0.5, { media, headers: [contact] });
    const now = plan.isRepeated ? at + 0.5 + PROXY_SECONDS : at + PROXY_SECONDS;
    dialog.answer(invite, 100, now);
    return { invite, now };
  }
  const first = dialog.request(outer, 'INVITE', at, { media, headers: [contact] });
  const toTag = random.token(10);
  dialog.answer(first, 407, at + PROXY_SECONDS, { toTag, headers: challenge(407, random) });
  dialog.within(first, 'ACK', answered, { toTag });
  const invite = dialog.request(outer, 'INVITE', answered + TRIP_SECONDS, {
    cseq: 2,
    media,
    headers: [contact, ...credentials(407, plan.callerUser, random)],
  });
  const now = answered + TRIP_SECONDS + PROXY_SECONDS;
  dialog.answer(invite, 100, now);
  return { invite, now };
}

/** The next hops that refuse or stay silent. The status of the last one, and when the proxy goes on. */
function tryFailing(plan: CallPlan, { dialog, invite, random }: Writing, from: number): { readonly status: number; readonly now: number } {
  const { tried, end } = plan;
  let [now, worst] = [from, end.as === 'refused' ? end.status : 500];
  for (const { station, status } of tried) {
    const leg: Leg = { near: PROXY, far: station };
    const branch = dialog.request(leg, 'INVITE', now, { under: invite, cseq: invite.cseq, headers: [contactOf(plan)] });
    if (status === undefined) {
      for (const wait of REPEATS) dialog.repeat(branch, now + wait, { headers: [contactOf(plan)] });
      [now, worst] = [now + SILENT_SECONDS, 408];
      continue;
    }
    const toTag = random.token(10);
    dialog.answer(branch, status, now + TRIP_SECONDS, { toTag });
    dialog.within(branch, 'ACK', now + TRIP_SECONDS + PROXY_SECONDS, { toTag });
    [now, worst] = [now + TRIP_SECONDS + PROXY_SECONDS, status];
  }
  return { status: worst, now };
}

/** The proxy itself refuses. */
function refuse({ dialog, invite, random }: Writing, status: number, at: number): void {
  const toTag = random.token(10);
  dialog.answer(invite, status, at, { toTag });
  dialog.within(invite, 'ACK', at + TRIP_SECONDS, { toTag });
}

/** What a connected call is written with. */
interface Writing {
  readonly dialog: Dialog;
  readonly outer: Leg;
  readonly invite: Sent;
  readonly random: Random;
}

function connect(plan: CallPlan, callee: CalleePlan, { dialog, outer, invite, random }: Writing, from: number): void {
  const { cseq } = invite;
  const inner: Leg = { near: PROXY, far: callee.station };
  const branch = dialog.request(inner, 'INVITE', from, { under: invite, cseq, media: mediaPort(random), headers: [contactOf(plan)] });
  dialog.answer(branch, 100, from + TRIP_SECONDS);
  const toTag = random.token(10);
  const relay = (status: number, at: number, headers: readonly string[] = [], media?: string): void => {
    dialog.answer(branch, status, at, { toTag, headers, ...(media === undefined ? {} : { media }) });
    const relayed = media === undefined ? {} : { media: mediaPort(random) };
    dialog.answer(invite, status, at + PROXY_SECONDS, { toTag, headers, ...relayed });
  };
  const { end } = plan;
  const media = mediaOf(callee.station.address, random);
  const alertsAt = from + (callee.alertSeconds ?? 0);
  if (callee.alertSeconds !== undefined && (end.as !== 'cancelled' || callee.alertSeconds < end.afterSeconds)) {
    if (callee.hasEarlyMedia === true) relay(183, alertsAt - callee.alertSeconds / 3, [], media);
    relay(180, alertsAt);
  }
  if (end.as === 'cancelled') {
    cancel(dialog, { invite, branch, toTag }, from + end.afterSeconds);
  } else if (end.as === 'refused') {
    const at = alertsAt + end.afterSeconds;
    const headers = end.reason === undefined ? [] : [`Reason: ${end.reason}`];
    relay(end.status, at, headers);
    dialog.within(branch, 'ACK', at + PROXY_SECONDS, { toTag });
    dialog.within(invite, 'ACK', at + TRIP_SECONDS, { toTag });
  } else {
    const at = alertsAt + end.ringSeconds;
    relay(200, at, [`Contact: <sip:${plan.calleeUser}@${callee.station.address}>`], media);
    const acked = dialog.request(outer, 'ACK', at + TRIP_SECONDS, { toTag, cseq });
    dialog.request(inner, 'ACK', at + TRIP_SECONDS + PROXY_SECONDS, { toTag, cseq, under: acked });
    talk({ plan, callee, dialog, legs: [outer, inner], toTag, random }, at, at + end.talkSeconds, end.by);
  }
}

function cancel(dialog: Dialog, { invite, branch, toTag }: { invite: Sent; branch: Sent; toTag: string }, at: number): void {
  const outer = dialog.within(invite, 'CANCEL', at);
  dialog.answer(outer, 200, at + PROXY_SECONDS, { toTag });
  const inner = dialog.within(branch, 'CANCEL', at + PROXY_SECONDS);
  dialog.answer(inner, 200, at + TRIP_SECONDS, { toTag });
  dialog.answer(branch, 487, at + TRIP_SECONDS + PROXY_SECONDS, { toTag });
  dialog.within(branch, 'ACK', at + TRIP_SECONDS + 2 * PROXY_SECONDS, { toTag });
  dialog.answer(invite, 487, at + TRIP_SECONDS + 2 * PROXY_SECONDS, { toTag });
  dialog.within(invite, 'ACK', at + 2 * TRIP_SECONDS, { toTag });
}

interface Talk {
  readonly plan: CallPlan;
  readonly callee: CalleePlan;
  readonly dialog: Dialog;
  readonly legs: readonly [outer: Leg, inner: Leg];
  readonly toTag: string;
  readonly random: Random;
}

/** The media of an answered call, and its BYE. */
function talk({ plan, callee, dialog, legs, toTag, random }: Talk, from: number, until: number, by: 'caller' | 'callee'): void {
  const [outer, inner] = legs;
  const { callId } = dialog;
  const stream = { callId, from, until, lossRatio: callee.lossRatio };
  for (const { address } of [outer.near, inner.far])
    dialog.items.push(...mediaReports({ ...stream, src: mediaOf(address, random), dst: mediaPort(random) }, random));
  const isUp = by === 'callee';
  const cseq = isUp ? 1 : plan.isChallenged ? 3 : 2;
  const [first, second] = isUp ? [inner, outer] : [outer, inner];
  const bye = dialog.request(first, 'BYE', until, { toTag, cseq, isUp });
  const relayed = dialog.request(second, 'BYE', until + PROXY_SECONDS, { toTag, cseq, isUp, under: bye });
  dialog.answer(relayed, 200, until + TRIP_SECONDS, { toTag });
  dialog.answer(bye, 200, until + TRIP_SECONDS + PROXY_SECONDS, { toTag });
}
