import { paramStart, tokenEnd, word } from './sip-scan.ts';
import { decodeText } from './text.ts';

const REMOTE = word('remote');
/** What says that there is no id (RFC 7989 5). */
const NIL_UUID = /^0{8}-?(?:0{4}-?){3}0{12}$/;
/** A shorter text is a number or a word that others use as well. */
const MIN_LENGTH = 8;
/** Longer than any id. */
const MAX_LENGTH = 256;

/** Adds the ids in the value of a header that are not among them: its first token, and its parameter `remote`. */
export function readAliases(bytes: Uint8Array, start: number, end: number, ids: string[]): void {
  addId(bytes, start, end, ids);
  const remote = paramStart(bytes, start, end, REMOTE);
  if (remote >= 0) addId(bytes, remote, end, ids);
}

function addId(bytes: Uint8Array, start: number, end: number, ids: string[]): void {
  const close = tokenEnd(bytes, start, end);
  if (close - start < MIN_LENGTH || close - start > MAX_LENGTH) return;
  const id = decodeText(bytes, start, close);
  if (!NIL_UUID.test(id) && !ids.includes(id)) ids.push(id);
}
