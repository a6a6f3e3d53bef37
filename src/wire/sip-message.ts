import { hashBytes } from './hash.ts';
import type { Malformed } from './malformed.ts';
import { isEmergencyUri, readContactExpires, readContacts, readHost, readNames, readUser } from './sip-address.ts';
import { sdpLine } from './sdp-line.ts';
import { readAliases } from './sip-alias.ts';
import { readNumber, startsWith, word } from './sip-scan.ts';
import type { SipMethod } from './sip-start-line.ts';
import { readVerstat, type SipVerstat } from './sip-verstat.ts';
import { decodeText } from './text.ts';

/** Why bytes are no usable SIP message. */
export const SIP_MALFORMED = ['no_start_line', 'no_call_id', 'no_cseq'] as const;
export type SipMalformed = Malformed<(typeof SIP_MALFORMED)[number]>;

/** What may be wrong with a SIP message that is still usable, in the order of their bits in `Sip.defects`. */
export const SIP_DEFECT = [
  'no_via',
  'no_from',
  'no_to',
  'no_from_tag',
  'no_contact',
  'no_branch',
  'no_cseq_method',
  'content_length',
  'fragment',
  'other',
] as const;
export type SipDefect = (typeof SIP_DEFECT)[number];

const UAC = word('uac');
const UAS = word('uas');
const SDP = word('application/sdp');
const MULTIPART = word('multipart/');
const SIPFRAG = word('message/sipfrag');
const STATUS_LINE = word('sip/2.0 ');

/** Nothing is ever added to it. */
const NO_SPANS: number[] = [];
/** No traceparent is longer. */
const MAX_TRACEPARENT = 256;

/** The spans with one more; the list itself where it has room. Hot: a list that grows takes room for sixteen more, and few have more than two. */
export function withSpan(spans: number[], start: number, end: number): number[] {
  if (spans.length === 0) return [start, end];
  if (spans.length === 2) return [spans[0] ?? 0, spans[1] ?? 0, start, end];
  spans.push(start, end);
  return spans;
}

/** Who refreshes a session: the client or the server of the transaction that says so. */
export type SipRefresher = 'uac' | 'uas';

/** A binding that a REGISTER asks for or its answer tells. */
export interface SipBinding {
  /** Hash of the URI. */
  readonly contact: number;
  /** Its own `expires` in seconds; -1 when it has none. */
  readonly expires: number;
}

/** More devices than one user registers; those behind are not read. */
const MAX_BINDINGS = 32;

/**
 * One SIP message as offsets into the bytes it was read from; `parseSip` fills it and nobody else writes to it. Texts are made when asked for.
 * An empty span (start = end) is an absent header, a number of -1 an absent or unreadable one.
 */
export class Sip {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Of a request its method, of a response that of its CSeq. */
  method: SipMethod = 'OTHER';
  /** 100 to 699; 0 in a request. */
  status = 0;
  cseq = -1;
  requestUriStart = 0;
  requestUriEnd = 0;
  callIdStart = 0;
  callIdEnd = 0;
  fromStart = 0;
  fromEnd = 0;
  fromNameStart = 0;
  fromNameEnd = 0;
  fromTagStart = 0;
  fromTagEnd = 0;
  toStart = 0;
  toNameStart = 0;
  toNameEnd = 0;
  toEnd = 0;
  toTagStart = 0;
  toTagEnd = 0;
  assertedStart = 0;
  assertedEnd = 0;
  divertedStart = 0;
  divertedEnd = 0;
  agentStart = 0;
  agentEnd = 0;
  replacesStart = 0;
  replacesEnd = 0;
  traceparentStart = 0;
  traceparentEnd = 0;
  /** There are several that differ. */
  isTraceparentUnclear = false;
  contentTypeStart = 0;
  contentTypeEnd = 0;
  contentLength = -1;
  expires = -1;
  sessionExpires = -1;
  /** Where `refresher` of Session-Expires stands. */
  refresherStart = 0;
  refresherEnd = 0;
  /** `cause` of Reason: SIP. */
  reasonSip = -1;
  /** `cause` of Reason: Q.850. */
  reasonQ850 = -1;
  /** Start and end of each Contact header in turn. */
  contacts: number[] = NO_SPANS;
  /** Start and end of each header in turn that names somebody, beside From, To and Contact. */
  identities: number[] = NO_SPANS;
  /** Start and end of each header in turn that holds another id of the call. */
  aliases: number[] = NO_SPANS;
  hasRecordRoute = false;
  /** Carries Authorization or Proxy-Authorization with a response. */
  hasCredentials = false;
  /** A challenge because the nonce had grown old. */
  isStale = false;
  /** Start and end of each Via's branch in turn, topmost first; of its sent-by when it has no branch. */
  vias: number[] = NO_SPANS;
  /** False: the bytes end before the empty line behind the headers. */
  isHeaderComplete = false;
  bodyStart = 0;
  /** Bytes of the message behind `end`, which are not here. */
  skippedBytes = 0;
  /** The capture ends before the message does. */
  isCut = false;
  /** One bit per entry of `SIP_DEFECT`. */
  defects = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  get callId(): string {
    return decodeText(this.bytes, this.callIdStart, this.callIdEnd);
  }

  /** User part of From. Absent when it has none. */
  get fromUser(): string | undefined {
    return readUser(this.bytes, this.fromStart, this.fromEnd);
  }

  /** Display name of From, without quotes. Absent when it has none. */
  get fromName(): string | undefined {
    const name = this.#text(this.fromNameStart, this.fromNameEnd);
    return name?.includes('\\') === true ? name.replace(/\\(.)/gs, '$1') : name;
  }

  /** User part of To. Absent when it has none. */
  get toUser(): string | undefined {
    return readUser(this.bytes, this.toStart, this.toEnd);
  }

  /** User part of the Request-URI. Absent in a response and when it has none. */
  get requestUser(): string | undefined {
    return readUser(this.bytes, this.requestUriStart, this.requestUriEnd);
  }

  /** Host of the Request-URI. Absent in a response and when it has none. */
  get requestHost(): string | undefined {
    return readHost(this.bytes, this.requestUriStart, this.requestUriEnd);
  }

  /** Host of From. Absent when it has none. */
  get fromHost(): string | undefined {
    return readHost(this.bytes, this.fromStart, this.fromEnd);
  }

  /** User part of the first P-Asserted-Identity. */
  get assertedUser(): string | undefined {
    return readUser(this.bytes, this.assertedStart, this.assertedEnd);
  }

  /** User part of the first Diversion. */
  get divertedUser(): string | undefined {
    return readUser(this.bytes, this.divertedStart, this.divertedEnd);
  }

  /** Users and display names of To, of the Contacts and of all `identities`, in order. */
  names(): string[] {
    const names: string[] = [];
    if (this.toNameEnd > this.toNameStart) names.push(decodeText(this.bytes, this.toNameStart, this.toNameEnd));
    this.#addNames(this.contacts, names);
    this.#addNames(this.identities, names);
    return names;
  }

  /** `refresher` of Session-Expires. Absent without it. */
  get refresher(): SipRefresher | undefined {
    if (this.refresherEnd - this.refresherStart !== UAC.length) return undefined;
    if (startsWith(this.bytes, this.refresherStart, this.refresherEnd, UAC)) return 'uac';
    return startsWith(this.bytes, this.refresherStart, this.refresherEnd, UAS) ? 'uas' : undefined;
  }

  /** `verstat` of the URI of P-Asserted-Identity, else of From. Absent without it. */
  get verstat(): SipVerstat | undefined {
    return readVerstat(this.bytes, this.assertedStart, this.assertedEnd) ?? readVerstat(this.bytes, this.fromStart, this.fromEnd);
  }

  /** Call-ID in Replaces. Absent without that header. */
  get replacesCallId(): string | undefined {
    return this.#text(this.replacesStart, this.replacesEnd);
  }

  /** The traceparent, raw. Absent without that header, where several differ, and where it is longer than any that is read. */
  get traceparent(): string | undefined {
    return this.isTraceparentUnclear || this.traceparentEnd - this.traceparentStart > MAX_TRACEPARENT
      ? undefined
      : this.#text(this.traceparentStart, this.traceparentEnd);
  }

  /** User-Agent, or Server in its place. Absent without either. */
  get agent(): string | undefined {
    return this.#text(this.agentStart, this.agentEnd);
  }

  get hasContact(): boolean {
    return this.contacts.length > 0;
  }

  /** `expires` of the first Contact that has one; -1 when none has. */
  get contactExpires(): number {
    for (let index = 0; index + 1 < this.contacts.length; index += 2) {
      const expires = readContactExpires(this.bytes, this.contacts[index] ?? 0, this.contacts[index + 1] ?? 0);
      if (expires >= 0) return expires;
    }
    return -1;
  }

  /** The Request-URI or To is the emergency service. */
  get isEmergency(): boolean {
    return isEmergencyUri(this.bytes, this.requestUriStart, this.requestUriEnd) || isEmergencyUri(this.bytes, this.toStart, this.toEnd);
  }

  /** Length of the whole message, as far as it is known. */
  get lengthBytes(): number {
    return this.end - this.start + this.skippedBytes;
  }

  /** The body is SDP, or has a part that is. */
  get hasSdp(): boolean {
    if (this.bodyStart >= this.end && !this.isCut && this.skippedBytes === 0) return false;
    if (startsWith(this.bytes, this.contentTypeStart, this.contentTypeEnd, SDP)) return true;
    if (!startsWith(this.bytes, this.contentTypeStart, this.contentTypeEnd, MULTIPART)) return false;
    for (let at = this.bodyStart; at < this.end; at += 1) {
      if (startsWith(this.bytes, at, this.end, SDP)) return true;
    }
    return false;
  }

  /** What its SDP says of its first stream, in a line of no text of its sender. Undefined without SDP. */
  get sdpLine(): string | undefined {
    return this.hasSdp ? sdpLine(this.bytes, this.bodyStart, this.end) : undefined;
  }

  /** Status in the body of a NOTIFY that reports on a REFER (RFC 3515 2.4.5, RFC 3420): 100 to 699, -1 without one. */
  get sipfragStatus(): number {
    if (!startsWith(this.bytes, this.contentTypeStart, this.contentTypeEnd, SIPFRAG)) return -1;
    if (!startsWith(this.bytes, this.bodyStart, this.end, STATUS_LINE)) return -1;
    const at = this.bodyStart + STATUS_LINE.length;
    const status = readNumber(this.bytes, at, Math.min(at + 3, this.end));
    return status >= 100 && status <= 699 ? status : -1;
  }

  /** The other ids of its call, each once: of each header the first token, and the `remote` half of a Session-ID (RFC 7989). The nil UUID is none, nor is its own Call-ID. */
  aliasIds(): string[] {
    const ids: string[] = [];
    for (let index = 0; index + 1 < this.aliases.length; index += 2)
      readAliases(this.bytes, this.aliases[index] ?? 0, this.aliases[index + 1] ?? 0, ids);
    return ids.filter((id) => id !== this.callId);
  }

  /** What stands behind the headers, a view. */
  get body(): Uint8Array {
    return this.bytes.subarray(this.bodyStart, this.end);
  }

  /** Whether its sender announced more than is here: the rest may come in the next packet. */
  get isCutShort(): boolean {
    return !this.isHeaderComplete || this.contentLength > this.end - this.bodyStart;
  }

  /** What is wrong with it. */
  get anomalies(): readonly SipDefect[] {
    return this.defects === 0 ? [] : SIP_DEFECT.filter((_defect, index) => (this.defects & (1 << index)) !== 0);
  }

  /** Hash of the From tag. Absent without one. */
  fromTag(seed: number): number | undefined {
    return this.#hash(this.fromTagStart, this.fromTagEnd, seed);
  }

  /** Hash of the To tag. Absent without one. */
  toTag(seed: number): number | undefined {
    return this.#hash(this.toTagStart, this.toTagEnd, seed);
  }

  /** Hash of the URI of To. Absent without one. */
  toUri(seed: number): number | undefined {
    return this.#hash(this.toStart, this.toEnd, seed);
  }

  /** Hashes of the Via branches, topmost first. */
  branches(seed: number): number[] {
    // Hot: most messages have one or two, and a list that grows takes room for sixteen more.
    if (this.vias.length === 0) return [];
    const first = this.#viaHash(0, seed);
    if (this.vias.length === 2) return [first];
    const hashes = [first, this.#viaHash(2, seed)];
    for (let index = 4; index < this.vias.length; index += 2) hashes.push(this.#viaHash(index, seed));
    return hashes;
  }

  /** The Contacts, those behind the 32nd left out. */
  bindings(seed: number): SipBinding[] {
    const bindings: SipBinding[] = [];
    for (let index = 0; index + 1 < this.contacts.length && bindings.length < MAX_BINDINGS; index += 2) {
      const most = MAX_BINDINGS - bindings.length;
      for (const { uriStart, uriEnd, expires } of readContacts(this.bytes, this.contacts[index] ?? 0, this.contacts[index + 1] ?? 0, most))
        bindings.push({ contact: hashBytes(this.bytes, uriStart, uriEnd, seed), expires });
    }
    return bindings;
  }

  /** Hash of the whole message in 32 bits: it tells apart the messages of one call, which are few, and every message is kept with one. */
  contentHash(seed: number): number {
    return hashBytes(this.bytes, this.start, this.end, seed) >>> 0;
  }

  /** Hash of User-Agent or Server; 0 without either. */
  agentHash(seed: number): number {
    return this.#hash(this.agentStart, this.agentEnd, seed) ?? 0;
  }

  #viaHash(index: number, seed: number): number {
    return hashBytes(this.bytes, this.vias[index] ?? 0, this.vias[index + 1] ?? 0, seed);
  }

  #addNames(spans: readonly number[], names: string[]): void {
    for (let index = 0; index + 1 < spans.length; index += 2) readNames(this.bytes, spans[index] ?? 0, spans[index + 1] ?? 0, names);
  }

  #text(start: number, end: number): string | undefined {
    return end > start ? decodeText(this.bytes, start, end) : undefined;
  }

  #hash(start: number, end: number, seed: number): number | undefined {
    return end > start ? hashBytes(this.bytes, start, end, seed) : undefined;
  }
}
