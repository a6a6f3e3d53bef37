import { noteDefect, SIP_HEADERS, type SipHeaders, takeHeader } from './sip-header.ts';
import { Sip, type SipMalformed } from './sip-message.ts';
import { findFeed } from './sip-scan.ts';
import { readStartLine } from './sip-start-line.ts';

// Character codes stand in the file that compares them: an imported constant costs a load for every byte scanned.
const COLON = 58;
const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;

/** What of the end of a message is not there: bytes that were left out, and whether its capture ends before it does. */
export interface Absent {
  readonly skippedBytes: number;
  readonly isCut: boolean;
}
const NOTHING: Absent = { skippedBytes: 0, isCut: false };

/**
 * Reads the SIP message in `bytes[start, end)` as far as calls need it, in linear time and without copying. Compact names, folded lines, several
 * values in a header and bare line feeds are understood. Without a usable start line, Call-ID or CSeq the result is malformed; all else that is wrong
 * is an anomaly of a usable message. `absent` says what of its end is not in `bytes`, `headers` which ones are read.
 */
export function parseSip(
  bytes: Uint8Array,
  start: number = 0,
  end: number = bytes.length,
  absent: Absent = NOTHING,
  headers: SipHeaders = SIP_HEADERS,
): Sip | SipMalformed {
  const line = readStartLine(bytes, start, end);
  if (line === undefined) return { malformed: 'no_start_line' };
  const sip = new Sip(bytes, start, end);
  sip.skippedBytes = absent.skippedBytes;
  sip.isCut = absent.isCut;
  if (line.method !== undefined) sip.method = line.method;
  sip.status = line.status;
  sip.requestUriStart = line.uriStart;
  sip.requestUriEnd = line.uriEnd;
  scanHeaders(sip, headers, line.next);
  if (sip.callIdEnd === sip.callIdStart) return { malformed: 'no_call_id' };
  if (sip.cseq < 0) return { malformed: 'no_cseq' };
  noteDefects(sip);
  return sip;
}

/** Hot: about 1 ns per byte of headers. Finds the lines and hands each to `takeHeader`. */
function scanHeaders(sip: Sip, headers: SipHeaders, from: number): void {
  const { bytes, end } = sip;
  let at = from;
  while (at < end) {
    const first = bytes[at];
    if (first === LF || (first === CR && bytes[at + 1] === LF && at + 1 < end)) {
      sip.isHeaderComplete = true;
      sip.bodyStart = first === LF ? at + 1 : at + 2;
      return;
    }
    const nameEnd = findNameEnd(bytes, at, end);
    const lineEnd = findLineEnd(bytes, nameEnd, end);
    if (bytes[nameEnd] === COLON && nameEnd < end) takeHeader(sip, headers, at, nameEnd, lineEnd);
    at = lineEnd + 1;
  }
  sip.bodyStart = end;
}

function findNameEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== COLON && bytes[at] !== LF) at += 1;
  return at;
}

/** The line feed that ends a header; one before a blank only folds it (RFC 3261 7.3.1). */
function findLineEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = findFeed(bytes, start, end);
  while (at < end) {
    const next = at + 1 < end ? bytes[at + 1] : undefined;
    if (next !== SPACE && next !== TAB) return at;
    at = findFeed(bytes, at + 1, end);
  }
  return end;
}

function noteDefects(sip: Sip): void {
  if (sip.vias.length === 0) noteDefect(sip, 'no_via');
  if (sip.fromEnd === sip.fromStart) noteDefect(sip, 'no_from');
  else if (sip.fromTagEnd === sip.fromTagStart) noteDefect(sip, 'no_from_tag');
  if (sip.toEnd === sip.toStart) noteDefect(sip, 'no_to');
  if (needsContact(sip) && !sip.hasContact) noteDefect(sip, 'no_contact');
  if (!sip.isHeaderComplete || sip.isCut) noteDefect(sip, 'fragment');
  else if (sip.contentLength >= 0 && sip.contentLength !== sip.end - sip.bodyStart + sip.skippedBytes) noteDefect(sip, 'content_length');
}

/** RFC 3261 8.1.1.8 and 12.1.1: an INVITE and what accepts it say where the dialog is reached. */
function needsContact(sip: Sip): boolean {
  return sip.method === 'INVITE' && (sip.status === 0 || (sip.status >= 200 && sip.status < 300));
}
