import { isMeantAsSip, isSip, isTokenByte } from './sip-start-line.ts';

// Character codes stand in the file that compares them: an imported constant costs a load for every byte scanned.
const TAB = 9;
const LF = 10;
const SPACE = 32;
const SLASH = 47;
const COLON = 58;

/** No start line and no header name is longer. */
const MAX_LINE_BYTES = 4096;

/**
 * What begins at a line: a `message`; one whose start line is `bad`; one of which too little is there to tell (`incomplete`); `none`. A start line counts
 * only with a header in the next line: bodies of NOTIFY hold start lines (RFC 3515).
 */
export type LineVerdict = 'message' | 'bad' | 'incomplete' | 'none';

/** Where the first message may begin in `bytes`, which begin with a line: the first line that is not `none`, or the end. */
export function findMessageStart(bytes: Uint8Array): { readonly at: number; readonly verdict: LineVerdict } {
  let at = 0;
  while (at < bytes.length) {
    const verdict = judgeLine(bytes, at);
    if (verdict !== 'none') return { at, verdict };
    const end = bytes.indexOf(LF, at);
    if (end === -1) break;
    at = end + 1;
  }
  return { at: bytes.length, verdict: 'none' };
}

function judgeLine(bytes: Uint8Array, at: number): LineVerdict {
  if (!beginsLikeStartLine(bytes, at)) return 'none';
  const end = bytes.indexOf(LF, at);
  if (end === -1) return bytes.length - at > MAX_LINE_BYTES ? 'none' : 'incomplete';
  if (end - at > MAX_LINE_BYTES) return 'none';
  const isStart = isSip(bytes, at, end + 1);
  if (!isStart && !isMeantAsSip(bytes, at, end)) return 'none';
  const verdict = judgeHeader(bytes, end + 1);
  return verdict === 'message' && !isStart ? 'bad' : verdict;
}

/** A method, or the version of a response, and a space, as far as they are there. */
function beginsLikeStartLine(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (at < bytes.length && (isTokenByte(bytes[at] ?? 0) || bytes[at] === SLASH)) at += 1;
  return at > start && (at === bytes.length || bytes[at] === SPACE);
}

function judgeHeader(bytes: Uint8Array, start: number): LineVerdict {
  let at = start;
  while (at < bytes.length && isTokenByte(bytes[at] ?? 0)) at += 1;
  if (at === start && at < bytes.length) return 'none';
  while (at < bytes.length && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  if (at - start > MAX_LINE_BYTES) return 'none';
  if (at === bytes.length) return 'incomplete';
  return bytes[at] === COLON ? 'message' : 'none';
}
