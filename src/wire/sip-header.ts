import { readAddress } from './sip-address.ts';
import { hasResponse, isStaleChallenge } from './sip-digest.ts';
import { type Sip, SIP_DEFECT, type SipDefect, withSpan } from './sip-message.ts';
import {
  paramStart,
  paramValueStart,
  readNumber,
  skipBlanks,
  skipQuoted,
  startsWith,
  tokenEnd,
  trimEnd,
  valueEnd,
  word,
} from './sip-scan.ts';
import { readMethod } from './sip-start-line.ts';

// Character codes stand in the file that compares them: an imported constant costs a load for every byte scanned.
const COMMA = 44;
const QUOTE = 34;
const SEMICOLON = 59;

/** More Vias than any real path has; those behind are not read. */
const MAX_VIAS = 64;
/** Contact headers, each of any number of values, whose expiry can be asked for. */
const MAX_CONTACTS = 16;
/** More headers that name somebody than any call has; those behind are not read. */
const MAX_IDENTITIES = 32;
/** The same of headers with another id of the call. */
const MAX_ALIASES = 8;

const TAG = word('tag');
const BRANCH = word('branch');
const COOKIE = word('z9hg4bk');
const CAUSE = word('cause');
const REFRESHER = word('refresher');
const SIP = word('sip');
const Q850 = word('q.850');

/** Takes the value `[start, end)` of one header, without blanks around it, into the message. */
type TakeHeader = (sip: Sip, start: number, end: number) => void;

interface HeaderDef {
  readonly name: Uint8Array;
  readonly take: TakeHeader;
}

/** Notes that something is wrong with a message. */
export function noteDefect(sip: Sip, defect: SipDefect): void {
  sip.defects |= 1 << SIP_DEFECT.indexOf(defect);
}

function takeCallId(sip: Sip, start: number, end: number): void {
  if (sip.callIdEnd > sip.callIdStart) return noteDefect(sip, 'other');
  sip.callIdStart = start;
  sip.callIdEnd = end;
}

function takeCseq(sip: Sip, start: number, end: number): void {
  if (sip.cseq >= 0) return noteDefect(sip, 'other');
  sip.cseq = readNumber(sip.bytes, start, end);
  const methodStart = skipBlanks(sip.bytes, tokenEnd(sip.bytes, start, end), end);
  if (methodStart === end) return noteDefect(sip, 'no_cseq_method');
  const method = readMethod(sip.bytes, methodStart, tokenEnd(sip.bytes, methodStart, end));
  if (sip.status !== 0) sip.method = method;
  else if (method !== sip.method) noteDefect(sip, 'other');
}

function takeFrom(sip: Sip, start: number, end: number): void {
  if (sip.fromEnd > sip.fromStart) return noteDefect(sip, 'other');
  const address = readAddress(sip.bytes, start, end);
  sip.fromStart = address.uriStart;
  sip.fromEnd = address.uriEnd;
  sip.fromNameStart = address.nameStart;
  sip.fromNameEnd = address.nameEnd;
  const tag = paramStart(sip.bytes, address.paramsStart, end, TAG);
  if (tag < 0) return;
  sip.fromTagStart = tag;
  sip.fromTagEnd = tokenEnd(sip.bytes, tag, end);
}

function takeTo(sip: Sip, start: number, end: number): void {
  if (sip.toEnd > sip.toStart) return noteDefect(sip, 'other');
  const address = readAddress(sip.bytes, start, end);
  sip.toStart = address.uriStart;
  sip.toEnd = address.uriEnd;
  sip.toNameStart = address.nameStart;
  sip.toNameEnd = address.nameEnd;
  const tag = paramStart(sip.bytes, address.paramsStart, end, TAG);
  if (tag < 0) return;
  sip.toTagStart = tag;
  sip.toTagEnd = tokenEnd(sip.bytes, tag, end);
}

/** One pass over all values of the header: Vias are most of what a message carries. */
function takeVia(sip: Sip, start: number, end: number): void {
  let at = start;
  while (at < end) at = takeOneVia(sip, at, end) + 1;
}

/** Takes the first of the comma-separated values and returns where its comma stands, or `end`. */
function takeOneVia(sip: Sip, start: number, end: number): number {
  const bytes = sip.bytes;
  let sentByEnd = -1;
  let branch = -1;
  let branchEnd = -1;
  let at = start;
  while (at < end && bytes[at] !== COMMA) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipQuoted(bytes, at, end);
      continue;
    }
    at += 1;
    if (byte !== SEMICOLON) continue;
    if (sentByEnd < 0) sentByEnd = at - 1;
    if (branch >= 0) continue;
    branch = paramValueStart(bytes, at - 1, end, BRANCH);
    if (branch >= 0) at = branchEnd = tokenEnd(bytes, branch, end);
  }
  noteVia(sip, start, sentByEnd < 0 ? at : sentByEnd, branch, branchEnd);
  return at;
}

function noteVia(sip: Sip, start: number, sentByEnd: number, branch: number, branchEnd: number): void {
  const from = skipBlanks(sip.bytes, start, sentByEnd);
  if (from === sentByEnd) return;
  if (sip.vias.length >= MAX_VIAS * 2) return noteDefect(sip, 'other');
  if (branchEnd > branch && !isCookieAlone(sip.bytes, branch, branchEnd)) {
    sip.vias = withSpan(sip.vias, branch, branchEnd);
    return;
  }
  noteDefect(sip, 'no_branch');
  sip.vias = withSpan(sip.vias, from, trimEnd(sip.bytes, from, sentByEnd));
}

/** Such a branch says that it is unique and is not (RFC 4475 3.2.1). */
function isCookieAlone(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === COOKIE.length && startsWith(bytes, start, end, COOKIE);
}

/** Its expiry is read when asked for; few messages need it. */
function takeContact(sip: Sip, start: number, end: number): void {
  if (end > start && sip.contacts.length < MAX_CONTACTS * 2) sip.contacts = withSpan(sip.contacts, start, end);
}

function takeReason(sip: Sip, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const close = valueEnd(sip.bytes, at, end);
    takeOneReason(sip, skipBlanks(sip.bytes, at, close), close);
    at = close + 1;
  }
}

function takeOneReason(sip: Sip, start: number, end: number): void {
  const cause = paramStart(sip.bytes, start, end, CAUSE);
  if (cause < 0) return;
  const value = readNumber(sip.bytes, cause, end);
  const close = tokenEnd(sip.bytes, start, end);
  if (close - start === SIP.length && startsWith(sip.bytes, start, end, SIP)) {
    if (sip.reasonSip < 0) sip.reasonSip = value;
  } else if (close - start === Q850.length && startsWith(sip.bytes, start, end, Q850)) {
    if (sip.reasonQ850 < 0) sip.reasonQ850 = value;
  }
}

/** Whom it names is read when asked for. */
function takeIdentity(sip: Sip, start: number, end: number): void {
  if (end > start && sip.identities.length < MAX_IDENTITIES * 2) sip.identities = withSpan(sip.identities, start, end);
}

function takeAsserted(sip: Sip, start: number, end: number): void {
  takeIdentity(sip, start, end);
  if (sip.assertedEnd > sip.assertedStart) return;
  const address = readAddress(sip.bytes, start, valueEnd(sip.bytes, start, end));
  sip.assertedStart = address.uriStart;
  sip.assertedEnd = address.uriEnd;
}

function takeDiversion(sip: Sip, start: number, end: number): void {
  takeIdentity(sip, start, end);
  if (sip.divertedEnd > sip.divertedStart) return;
  const address = readAddress(sip.bytes, start, valueEnd(sip.bytes, start, end));
  sip.divertedStart = address.uriStart;
  sip.divertedEnd = address.uriEnd;
}

/** The ids in it are read when asked for. */
function takeAlias(sip: Sip, start: number, end: number): void {
  if (end > start && sip.aliases.length < MAX_ALIASES * 2) sip.aliases = withSpan(sip.aliases, start, end);
}

function takeAgent(sip: Sip, start: number, end: number): void {
  if (sip.agentEnd > sip.agentStart) return;
  sip.agentStart = start;
  sip.agentEnd = end;
}

function takeReplaces(sip: Sip, start: number, end: number): void {
  sip.replacesStart = start;
  sip.replacesEnd = tokenEnd(sip.bytes, start, end);
}

function takeTraceparent(sip: Sip, start: number, end: number): void {
  if (sip.traceparentEnd <= sip.traceparentStart) {
    sip.traceparentStart = start;
    sip.traceparentEnd = end;
  } else if (!isSameSpan(sip.bytes, sip.traceparentStart, sip.traceparentEnd, start, end)) sip.isTraceparentUnclear = true;
}

function isSameSpan(bytes: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let offset = 0; offset < end - start; offset += 1) if (bytes[start + offset] !== bytes[otherStart + offset]) return false;
  return true;
}

function takeContentType(sip: Sip, start: number, end: number): void {
  sip.contentTypeStart = start;
  sip.contentTypeEnd = tokenEnd(sip.bytes, start, end);
}

function takeContentLength(sip: Sip, start: number, end: number): void {
  if (sip.contentLength >= 0) return noteDefect(sip, 'content_length');
  sip.contentLength = readNumber(sip.bytes, start, end);
  if (sip.contentLength < 0) noteDefect(sip, 'content_length');
}

function takeExpires(sip: Sip, start: number, end: number): void {
  sip.expires = readNumber(sip.bytes, start, end);
}

function takeSessionExpires(sip: Sip, start: number, end: number): void {
  sip.sessionExpires = readNumber(sip.bytes, start, end);
  const refresher = paramStart(sip.bytes, start, end, REFRESHER);
  if (refresher < 0) return;
  sip.refresherStart = refresher;
  sip.refresherEnd = tokenEnd(sip.bytes, refresher, end);
}

function takeCredentials(sip: Sip, start: number, end: number): void {
  if (hasResponse(sip.bytes, start, end)) sip.hasCredentials = true;
}

function takeChallenge(sip: Sip, start: number, end: number): void {
  if (isStaleChallenge(sip.bytes, start, end)) sip.isStale = true;
}

function takeRecordRoute(sip: Sip): void {
  sip.hasRecordRoute = true;
}

/** The headers that are read, with their compact forms; all others are passed over. */
const HEADERS: readonly (readonly [take: TakeHeader, ...names: string[]])[] = [
  [takeCallId, 'call-id', 'i'],
  [takeCseq, 'cseq'],
  [takeFrom, 'from', 'f'],
  [takeTo, 'to', 't'],
  [takeVia, 'via', 'v'],
  [takeContact, 'contact', 'm'],
  [takeReason, 'reason'],
  [takeAsserted, 'p-asserted-identity'],
  [takeDiversion, 'diversion'],
  [takeIdentity, 'p-preferred-identity'],
  [takeIdentity, 'remote-party-id'],
  [takeIdentity, 'history-info'],
  [takeAgent, 'user-agent'],
  [takeAgent, 'server'],
  [takeReplaces, 'replaces'],
  [takeTraceparent, 'traceparent'],
  [takeContentType, 'content-type', 'c'],
  [takeContentLength, 'content-length', 'l'],
  [takeExpires, 'expires'],
  [takeSessionExpires, 'session-expires', 'x'],
  [takeCredentials, 'authorization'],
  [takeCredentials, 'proxy-authorization'],
  [takeChallenge, 'www-authenticate'],
  [takeChallenge, 'proxy-authenticate'],
  [takeRecordRoute, 'record-route'],
];

const MAX_NAME_BYTES = 31;
/** Of a token (RFC 3261 25.1), as long as a header may be that is read. */
const ALIAS_NAME = new RegExp(`^[a-z0-9.!%*_+\`'~-]{1,${MAX_NAME_BYTES}}$`);

/** The headers that are read, by first letter and length: few names share a place. */
export type SipHeaders = readonly (readonly HeaderDef[] | undefined)[];

/** Whether a header can be read for another id of the call: none that has a meaning of its own. */
export function isAliasName(name: string): boolean {
  const lower = name.toLowerCase();
  return ALIAS_NAME.test(lower) && !HEADERS.some(([, ...names]) => names.includes(lower));
}

/** The headers that every message is read for, and those that hold another id of its call. Names that `isAliasName` refuses are passed over. */
export function sipHeaders(aliasNames: readonly string[]): SipHeaders {
  const aliases = aliasNames.filter(isAliasName).map((name) => [takeAlias, name.toLowerCase()] as const);
  return byShape([...HEADERS, ...aliases]);
}

/** Those that every message is read for. */
export const SIP_HEADERS: SipHeaders = byShape(HEADERS);

function byShape(headers: typeof HEADERS): SipHeaders {
  const table: (HeaderDef[] | undefined)[] = Array.from({ length: 1024 }, () => undefined);
  for (const [take, ...names] of headers) {
    for (const text of names) {
      const name = word(text);
      const shape = shapeOf(name[0] ?? 0, name.length);
      const list = table[shape];
      if (list === undefined) table[shape] = [{ name, take }];
      else list.push({ name, take });
    }
  }
  return table;
}

function shapeOf(first: number, length: number): number {
  return ((first & 31) << 5) | length;
}

/** Takes one header line, when it is one of those that are read: its name is `[start, nameEnd)`, its value, folded lines included, lies between the colon and `end`. */
export function takeHeader(sip: Sip, headers: SipHeaders, start: number, nameEnd: number, end: number): void {
  const bytes = sip.bytes;
  const trimmed = trimEnd(bytes, start, nameEnd);
  if (trimmed - start > MAX_NAME_BYTES) return;
  const candidates = headers[shapeOf(bytes[start] ?? 0, trimmed - start)];
  if (candidates === undefined) return;
  for (let index = 0; index < candidates.length; index += 1) {
    const one = candidates[index];
    if (one === undefined || !startsWith(bytes, start, trimmed, one.name)) continue;
    const valueStart = skipBlanks(bytes, nameEnd + 1, end);
    one.take(sip, valueStart, trimEnd(bytes, valueStart, end));
    return;
  }
}
