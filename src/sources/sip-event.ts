import {
  type AgentClass,
  boundedCache,
  type EventOf,
  type LabelText,
  MAX_SECONDS,
  Private,
  type sipMessage,
  traceparentOf,
  type Transport,
} from '../core/index.ts';
import type { Sip } from '../wire/index.ts';
import { agentClass } from './agent-class.ts';
import { TwoPlaceCache } from './two-place-cache.ts';
import { cutText } from './cut-text.ts';

/** Where, when and by whom one SIP message was captured. */
export interface SipMeta {
  /** When it happened, Unix seconds, by the rule of clock skew. */
  readonly at: number;
  /** When it reached this process, Unix seconds. */
  readonly receivedAt: number;
  /** Sender and receiver, `address:port` or `[address]:port`. */
  readonly src: string;
  readonly dst: string;
  readonly transport: Transport;
  /** The capture agent. */
  readonly agent: LabelText;
}

type SipMessageEvent = EventOf<typeof sipMessage>;
type Draft = { -readonly [K in keyof SipMessageEvent]: SipMessageEvent[K] };

/** 1024 texts of User-Agent and Server. */
const CLASS_BITS = 10;
const HOSTS = 1024;
/** Whoever names more people, or longer ones, hides nobody. */
const MAX_NAMES = 64;
const MAX_NAME_LENGTH = 256;

/** Makes the events of the SIP messages of one source. */
export class SipEvents {
  readonly #source: LabelText;
  readonly #seed: number;
  readonly #classes = new TwoPlaceCache<AgentClass>(CLASS_BITS);
  /** A host is one text, however many calls name it. */
  readonly #hosts = boundedCache(HOSTS, (host) => host);
  #arrival = 0;

  constructor(source: LabelText, seed: number) {
    this.#source = source;
    this.#seed = seed;
  }

  /** The next place in the order of arrival. */
  nextArrival(): number {
    this.#arrival += 1;
    return this.#arrival;
  }

  /** The event of one message. Hot: 2 us, most of it for the texts and the content hash. */
  event(sip: Sip, meta: SipMeta, arrival: number): SipMessageEvent {
    const draft: Draft = {
      type: 'sip.message',
      at: meta.at,
      receivedAt: meta.receivedAt,
      source: this.#source,
      agent: meta.agent,
      arrival,
      transport: meta.transport,
      src: meta.src,
      dst: meta.dst,
      contentHash: sip.contentHash(this.#seed),
      lengthBytes: sip.lengthBytes,
      callId: cutText(sip.callId),
      method: sip.method,
      cseq: sip.cseq,
      branches: sip.branches(this.#seed),
      isEmergency: sip.isEmergency,
      hasSdp: sip.hasSdp,
      hasCredentials: sip.hasCredentials,
    };
    if (draft.hasSdp) addMedia(draft, sip);
    this.#addDialog(draft, sip);
    if (beginsSomething(sip)) addPeople(draft, sip);
    if (sip.method === 'INVITE' && sip.status === 0) {
      this.#addHosts(draft, sip);
      addVerstat(draft, sip);
      addTrace(draft, sip);
    }
    if (sip.aliases.length > 0 && sip.method === 'INVITE') addAliases(draft, sip);
    addOthers(draft, sip);
    addNumbers(draft, sip);
    if (sip.method === 'REGISTER') addBindings(draft, sip, this.#seed);
    if (sip.defects !== 0) draft.anomalies = sip.anomalies;
    return draft;
  }

  #addDialog(draft: Draft, sip: Sip): void {
    if (sip.status !== 0) draft.status = sip.status;
    if (sip.isStale) draft.isStale = true;
    const fromTag = sip.fromTag(this.#seed);
    if (fromTag !== undefined) draft.fromTag = fromTag;
    const toTag = sip.toTag(this.#seed);
    if (toTag !== undefined) draft.toTag = toTag;
    const replaces = sip.replacesCallId;
    if (replaces !== undefined) draft.replacesCallId = cutText(replaces);
    const hash = sip.agentHash(this.#seed);
    if (hash !== 0) draft.agentClass = this.#classes.get(hash) ?? this.#classes.set(hash, agentClass(sip.agent ?? ''));
  }

  #addHosts(draft: Draft, { requestHost, fromHost }: Sip): void {
    if (requestHost !== undefined) draft.requestHost = this.#hosts(cutText(requestHost));
    if (fromHost !== undefined) draft.fromHost = this.#hosts(cutText(fromHost));
  }
}

function addMedia(draft: Draft, sip: Sip): void {
  const media = sip.sdpLine;
  if (media !== undefined) draft.media = media;
}

/** Whose parties are noted: an INVITE, and a REGISTER with its answers. The other messages of a call would only say the same again, and nobody asks for those of no call. */
function beginsSomething({ method, status }: Sip): boolean {
  return method === 'REGISTER' || (method === 'INVITE' && status === 0);
}

function addPeople(draft: Draft, sip: Sip): void {
  const caller = sip.fromUser;
  if (caller !== undefined) draft.caller = number(caller);
  const name = sip.fromName;
  if (name !== undefined && name !== '') draft.callerName = new Private(cutText(name), 'name');
  const callee = sip.toUser;
  if (callee !== undefined) draft.callee = number(callee);
  const requestUser = sip.requestUser;
  if (requestUser !== undefined) draft.requestUser = number(requestUser);
  const asserted = sip.assertedUser;
  if (asserted !== undefined) draft.asserted = number(asserted);
  const diverted = sip.divertedUser;
  if (diverted !== undefined) draft.diverted = number(diverted);
}

function addTrace(draft: Draft, sip: Sip): void {
  const text = sip.traceparent;
  const traceparent = text === undefined ? undefined : traceparentOf(text);
  if (traceparent !== undefined) draft.traceparent = traceparent;
}

function addAliases(draft: Draft, sip: Sip): void {
  const ids = sip.aliasIds();
  if (ids.length > 0) draft.aliases = ids;
}

function addOthers(draft: Draft, sip: Sip): void {
  // Others name at most those whom the INVITE named.
  if (sip.identities.length === 0 && sip.method !== 'INVITE' && sip.method !== 'REGISTER') return;
  const names = sip.names();
  if (names.length > 0) draft.others = new Private(joined(names), 'text');
}

/** One name per line. */
function joined(names: readonly string[]): string {
  if (names.length === 1) return oneLine(names[0] ?? '');
  const lines = names.length > MAX_NAMES ? names.slice(0, MAX_NAMES) : names;
  return lines.map(oneLine).join('\n');
}

function oneLine(name: string): string {
  const cut = name.length > MAX_NAME_LENGTH ? name.slice(0, MAX_NAME_LENGTH) : name;
  return cut.includes('\n') ? cut.replaceAll('\n', ' ') : cut;
}

function addNumbers(draft: Draft, sip: Sip): void {
  const contactExpires = sip.contactExpires;
  // RFC 3261 20.19 allows 136 years, which no event says.
  if (contactExpires >= 0) draft.expiresSeconds = Math.min(contactExpires, MAX_SECONDS);
  else if (sip.expires >= 0) draft.expiresSeconds = Math.min(sip.expires, MAX_SECONDS);
  if (sip.sessionExpires >= 0) addSessionTimer(draft, sip);
  if (sip.reasonSip >= 0) draft.reasonSip = sip.reasonSip;
  if (sip.reasonQ850 >= 0) draft.reasonQ850 = sip.reasonQ850;
  if (sip.method === 'NOTIFY' && sip.sipfragStatus > 0) draft.sipfragStatus = sip.sipfragStatus;
}

function addSessionTimer(draft: Draft, sip: Sip): void {
  draft.sessionExpiresSeconds = Math.min(sip.sessionExpires, MAX_SECONDS);
  const refresher = sip.status >= 200 && sip.status < 300 ? sip.refresher : undefined;
  if (refresher !== undefined) draft.refresher = refresher;
}

const VERSTAT_OUTCOME = { passed: 'verified', failed: 'failed', none: 'no_identity' } as const;

function addVerstat(draft: Draft, sip: Sip): void {
  const verstat = sip.verstat;
  if (verstat === undefined) return;
  draft.verstat = VERSTAT_OUTCOME[verstat.result];
  if (verstat.attestation !== undefined) draft.attestation = verstat.attestation;
}

function addBindings(draft: Draft, sip: Sip, seed: number): void {
  const bindings = sip.bindings(seed);
  const addressOfRecord = sip.toUri(seed);
  if (addressOfRecord !== undefined) draft.addressOfRecord = addressOfRecord;
  if (sip.status === 0) {
    draft.contacts = bindings.map(({ contact }) => contact);
    const longest = Math.max(...bindings.map(({ expires }) => (expires < 0 ? sip.expires : expires)), -1);
    if (longest >= 0) draft.expiresSeconds = longest;
  } else if (sip.status >= 200 && sip.status < 300) {
    const bound = bindings.filter(({ expires }) => expires >= 0);
    draft.contacts = bound.map(({ contact }) => contact);
    draft.contactSeconds = bound.map(({ expires }) => expires);
  }
}

function number(user: string): Private {
  return new Private(cutText(user), 'number');
}
