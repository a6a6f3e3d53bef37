import { readAddress } from './sip-address.ts';
import type { Sip } from './sip-message.ts';
import { SIP_DEFECT, type SipDefect } from './sip-message.ts';
import { COMMA, paramStart, readNumber, SEMICOLON, skipBlanks, startsWith, tokenEnd, trimEnd, valueEnd, word } from './sip-scan.ts';
import { readMethod } from './sip-start-line.ts';

/** More Vias than any real path has; those behind are not read. */
const MAX_VIAS = 64;

const TAG = word('tag');
const BRANCH = word('branch');
const EXPIRES = word('expires');
const CAUSE = word('cause');
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
  const tag = paramStart(sip.bytes, address.paramsStart, end, TAG);
  if (tag < 0) return;
  sip.toTagStart = tag;
  sip.toTagEnd = tokenEnd(sip.bytes, tag, end);
}

/** Calls `take` for each of the comma-separated values until it returns false. */
function eachValue(sip: Sip, start: number, end: number, take: (sip: Sip, start: number, end: number) => boolean): void {
  let at = start;
  while (at < end) {
    const close = valueEnd(sip.bytes, at, end);
    const from = skipBlanks(sip.bytes, at, close);
    if (from < close && !take(sip, from, trimEnd(sip.bytes, from, close))) return;
    at = sip.bytes[close] === COMMA ? close + 1 : end;
  }
}

function takeVia(sip: Sip, start: number, end: number): void {
  eachValue(sip, start, end, takeOneVia);
}

function takeOneVia(sip: Sip, start: number, end: number): boolean {
  if (sip.vias.length >= MAX_VIAS * 2) {
    noteDefect(sip, 'other');
    return false;
  }
  const branch = paramStart(sip.bytes, start, end, BRANCH);
  if (branch < 0) {
    noteDefect(sip, 'no_branch');
    let sentByEnd = start;
    while (sentByEnd < end && sip.bytes[sentByEnd] !== SEMICOLON) sentByEnd += 1;
    sip.vias.push(start, sentByEnd);
  } else {
    sip.vias.push(branch, tokenEnd(sip.bytes, branch, end));
  }
  return true;
}

function takeContact(sip: Sip, start: number, end: number): void {
  sip.hasContact ||= end > start;
  if (sip.contactExpires < 0) eachValue(sip, start, end, takeOneContact);
}

function takeOneContact(sip: Sip, start: number, end: number): boolean {
  const expires = paramStart(sip.bytes, readAddress(sip.bytes, start, end).paramsStart, end, EXPIRES);
  if (expires >= 0) sip.contactExpires = readNumber(sip.bytes, expires, end);
  return sip.contactExpires < 0;
}

function takeReason(sip: Sip, start: number, end: number): void {
  eachValue(sip, start, end, takeOneReason);
}

function takeOneReason(sip: Sip, start: number, end: number): boolean {
  const cause = paramStart(sip.bytes, start, end, CAUSE);
  if (cause < 0) return true;
  const value = readNumber(sip.bytes, cause, end);
  const close = tokenEnd(sip.bytes, start, end);
  if (close - start === SIP.length && startsWith(sip.bytes, start, end, SIP)) {
    if (sip.reasonSip < 0) sip.reasonSip = value;
  } else if (close - start === Q850.length && startsWith(sip.bytes, start, end, Q850)) {
    if (sip.reasonQ850 < 0) sip.reasonQ850 = value;
  }
  return true;
}

function takeAsserted(sip: Sip, start: number, end: number): void {
  if (sip.assertedEnd > sip.assertedStart) return;
  const address = readAddress(sip.bytes, start, valueEnd(sip.bytes, start, end));
  sip.assertedStart = address.uriStart;
  sip.assertedEnd = address.uriEnd;
}

function takeDiversion(sip: Sip, start: number, end: number): void {
  if (sip.divertedEnd > sip.divertedStart) return;
  const address = readAddress(sip.bytes, start, valueEnd(sip.bytes, start, end));
  sip.divertedStart = address.uriStart;
  sip.divertedEnd = address.uriEnd;
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

function takeContentType(sip: Sip, start: number, end: number): void {
  sip.contentTypeStart = start;
  sip.contentTypeEnd = tokenEnd(sip.bytes, start, end);
}

function takeContentLength(sip: Sip, start: number, end: number): void {
  sip.contentLength = readNumber(sip.bytes, start, end);
  if (sip.contentLength < 0) noteDefect(sip, 'content_length');
}

function takeExpires(sip: Sip, start: number, end: number): void {
  sip.expires = readNumber(sip.bytes, start, end);
}

function takeSessionExpires(sip: Sip, start: number, end: number): void {
  sip.sessionExpires = readNumber(sip.bytes, start, end);
}

function takeCredentials(sip: Sip): void {
  sip.hasCredentials = true;
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
  [takeAgent, 'user-agent'],
  [takeAgent, 'server'],
  [takeReplaces, 'replaces'],
  [takeContentType, 'content-type', 'c'],
  [takeContentLength, 'content-length', 'l'],
  [takeExpires, 'expires'],
  [takeSessionExpires, 'session-expires', 'x'],
  [takeCredentials, 'authorization'],
  [takeCredentials, 'proxy-authorization'],
  [takeRecordRoute, 'record-route'],
];

/** By first letter and length: at most two names share a place. */
const BY_SHAPE: readonly (readonly HeaderDef[] | undefined)[] = byShape();
const MAX_NAME_BYTES = 31;

function byShape(): readonly (readonly HeaderDef[] | undefined)[] {
  const table: (HeaderDef[] | undefined)[] = Array.from({ length: 1024 }, () => undefined);
  for (const [take, ...names] of HEADERS) {
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

/** Takes one header line: its name is `[start, nameEnd)`, its value, folded lines included, lies between the colon and `end`. */
export function takeHeader(sip: Sip, start: number, nameEnd: number, end: number): void {
  const bytes = sip.bytes;
  const trimmed = trimEnd(bytes, start, nameEnd);
  if (trimmed - start > MAX_NAME_BYTES) return;
  const candidates = BY_SHAPE[shapeOf(bytes[start] ?? 0, trimmed - start)];
  if (candidates === undefined) return;
  for (const one of candidates) {
    if (!startsWith(bytes, start, trimmed, one.name)) continue;
    const valueStart = skipBlanks(bytes, nameEnd + 1, end);
    one.take(sip, valueStart, trimEnd(bytes, valueStart, end));
    return;
  }
}
