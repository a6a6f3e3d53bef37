import { decodeText } from './text.ts';

/** Direction of a media stream as its sender sees it (RFC 8866 6.7). */
export const SDP_DIRECTION = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
export type SdpDirection = (typeof SDP_DIRECTION)[number];

/** One media line. */
export interface SdpMedia {
  /** audio, video, text, application, message, image. */
  readonly kind: string;
  /** 0: the stream is refused or off. */
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** Its own, else that of the session, else sendrecv. */
  readonly direction: SdpDirection;
  /** Connection address, its own or that of the session. Absent without a c= line. */
  readonly address?: string;
}

/** What a session description says of its media. Names, session ids, titles and keys are never read. */
export interface Sdp {
  readonly media: readonly SdpMedia[];
}

/** More media lines than any real session has; those behind are not read. */
const MAX_MEDIA = 32;
const MAX_FORMATS = 64;

interface Section {
  media?: { kind: string; port: number; protocol: string; formats: readonly string[] };
  direction?: SdpDirection;
  address?: string;
}

/** Reads the media of the session description in `bytes[start, end)`. Lines it does not know are passed over. */
export function parseSdp(bytes: Uint8Array, start: number = 0, end: number = bytes.length): Sdp {
  const session: Section = {};
  const sections: Section[] = [];
  let current = session;
  let at = start;
  while (at < end) {
    let lineEnd = at;
    while (lineEnd < end && bytes[lineEnd] !== 10) lineEnd += 1;
    const kind = bytes[at + 1] === 61 && lineEnd - at > 2 ? bytes[at] : undefined;
    if (kind === 0x6d) {
      if (sections.length === MAX_MEDIA) break;
      current = readMediaLine(lineText(bytes, at, lineEnd));
      sections.push(current);
    } else if (kind === 0x63) {
      readConnection(current, lineText(bytes, at, lineEnd));
    } else if (kind === 0x61) {
      readDirection(current, lineText(bytes, at, Math.min(lineEnd, at + 16)));
    }
    at = lineEnd + 1;
  }
  return { media: sections.flatMap((section) => finish(section, session)) };
}

function lineText(bytes: Uint8Array, start: number, end: number): string {
  return decodeText(bytes, start + 2, end).trim();
}

function readMediaLine(text: string): Section {
  const [kind = '', port = '', protocol = '', ...formats] = text.split(' ', MAX_FORMATS + 3);
  return { media: { kind, port: Number.parseInt(port, 10) || 0, protocol, formats } };
}

function readConnection(section: Section, text: string): void {
  const address = text.split(' ', 3)[2]?.split('/', 1)[0];
  if (address !== undefined && address !== '') section.address ??= address;
}

function readDirection(section: Section, text: string): void {
  const direction = SDP_DIRECTION.find((one) => one === text);
  if (direction !== undefined) section.direction = direction;
}

function finish(section: Section, session: Section): readonly SdpMedia[] {
  if (section.media === undefined) return [];
  const direction = section.direction ?? session.direction ?? 'sendrecv';
  const address = section.address ?? session.address;
  return [address === undefined ? { ...section.media, direction } : { ...section.media, direction, address }];
}
