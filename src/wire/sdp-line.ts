import { SDP_DIRECTION, type SdpDirection } from './sdp.ts';
import { decodeText } from './text.ts';

/** Names of codecs that are shown as they are; any other text may be anything, also the name of somebody. */
const CODECS: ReadonlyMap<string, string> = new Map(
  [
    'PCMU',
    'PCMA',
    'G722',
    'G729',
    'G723',
    'G728',
    'G726-16',
    'G726-24',
    'G726-32',
    'G726-40',
    'GSM',
    'GSM-EFR',
    'iLBC',
    'speex',
    'opus',
    'SILK',
    'AMR',
    'AMR-WB',
    'EVS',
    'EVRC',
    'L16',
    'CN',
    'RED',
    'telephone-event',
    'H261',
    'H263',
    'H263-1998',
    'H264',
    'H265',
    'VP8',
    'VP9',
    'AV1',
    'rtx',
    'ulpfec',
    't140',
    't38',
  ].map((name) => [name.toLowerCase(), name]),
);
/** Payload types that need no rtpmap (RFC 3551 6). */
const STATIC: ReadonlyMap<string, string> = new Map([
  ['0', 'PCMU'],
  ['3', 'GSM'],
  ['4', 'G723'],
  ['8', 'PCMA'],
  ['9', 'G722'],
  ['10', 'L16'],
  ['11', 'L16'],
  ['13', 'CN'],
  ['15', 'G728'],
  ['18', 'G729'],
  ['31', 'H261'],
  ['34', 'H263'],
]);
const KINDS: readonly string[] = ['audio', 'video', 'image', 'text', 'application', 'message'];
const OTHER = 'other';
const MAX_CODECS = 6;
const MAX_FORMATS = 64;
/** What stands behind is of no first stream. */
const MAX_BYTES = 8192;
const MEDIA = '\nm=';
const CONNECTION = '\nc=';
const MAX_PORT = 65_535;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|\d{1,3}(?:\.\d{1,3}){3})$/i;

/**
 * What the session description in `bytes[start, end)` says of its first stream, in a line: codecs, address and direction, e.g. `PCMU,opus 192.0.2.1:4000 sendrecv`; how
 * many others there are stands behind. Words of the protocol, an IP address and numbers alone: no other text of it. Undefined without a stream.
 */
export function sdpLine(bytes: Uint8Array, start: number, end: number): string | undefined {
  // Hot: with each offer and answer. One text that is searched costs a fifth of reading all lines.
  const text = `\n${decodeText(bytes, start, Math.min(end, start + MAX_BYTES))}`;
  const mediaAt = text.indexOf(MEDIA);
  if (mediaAt === -1) return undefined;
  const nextAt = text.indexOf(MEDIA, mediaAt + 1);
  const stream = nextAt === -1 ? text.slice(mediaAt) : text.slice(mediaAt, nextAt);
  const session = text.slice(0, mediaAt);
  const [kind = '', port = '', , ...formats] = lineAt(text, mediaAt, MEDIA).split(' ', MAX_FORMATS + 3);
  const named = kind === 'audio' ? '' : `${KINDS.includes(kind) ? kind : OTHER} `;
  const address = addressIn(stream) ?? addressIn(session) ?? '';
  const direction = directionIn(stream) ?? directionIn(session) ?? 'sendrecv';
  return `${named}${codecText(formats, stream)} ${addressText(address, port)} ${direction}${othersIn(text, nextAt)}`;
}

/** A line from behind its beginning on. */
function lineAt(text: string, at: number, begin: string): string {
  const end = text.indexOf('\n', at + 1);
  return text.slice(at + begin.length, end === -1 ? undefined : end).trim();
}

function addressIn(section: string): string | undefined {
  const at = section.indexOf(CONNECTION);
  return at === -1 ? undefined : lineAt(section, at, CONNECTION).split(' ', 3)[2]?.split('/', 1)[0];
}

function directionIn(section: string): SdpDirection | undefined {
  return SDP_DIRECTION.find((one) => section.includes(`\na=${one}`));
}

function othersIn(text: string, from: number): string {
  let count = 0;
  for (let at = from; at !== -1; at = text.indexOf(MEDIA, at + 1)) count += 1;
  return count === 0 ? '' : ` +${count}`;
}

function codecText(formats: readonly string[], stream: string): string {
  const names: string[] = [];
  for (const format of formats) {
    const known = STATIC.get(format) ?? nameOf(format, stream);
    if (!names.includes(known)) names.push(known);
  }
  if (names.length === 0) return OTHER;
  return names.length > MAX_CODECS ? `${names.slice(0, MAX_CODECS).join(',')},...` : names.join(',');
}

/** What a stream calls a format; a format that is no number is a name itself. */
function nameOf(format: string, stream: string): string {
  const begin = `\na=rtpmap:${format} `;
  const at = stream.indexOf(begin);
  const name = at === -1 ? format : (lineAt(stream, at, begin).split('/', 1)[0] ?? '');
  return CODECS.get(name.toLowerCase()) ?? OTHER;
}

function addressText(address: string, port: string): string {
  const shown = Math.min(Number.parseInt(port, 10) || 0, MAX_PORT);
  const known = Math.max(0, shown);
  if (IPV4.test(address)) return `${address}:${known}`;
  return IPV6.test(address) ? `[${address}]:${known}` : `:${known}`;
}
