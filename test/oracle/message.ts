/** One SIP message of a generated dialog, on one hop. */
export interface Message {
  readonly at: number;
  readonly src: string;
  readonly dst: string;
  /** The method of the request, or of the one that a response answers. */
  readonly method: string;
  /** Absent: a request. */
  readonly status?: number;
  readonly cseq: number;
  readonly from: string;
  readonly to?: string;
  /** Via branches, topmost first. */
  readonly via: readonly string[];
  readonly hasSdp?: true;
  readonly hasCredentials?: true;
}

/** Writes a message as a line of a scene. */
export function writeMessage({ at, src, dst, method, status, cseq, from, to, via, hasSdp, hasCredentials }: Message): string {
  const words = [
    at.toFixed(6),
    src,
    '>',
    dst,
    status === undefined ? method : String(status),
    `via=${via.join(',')}`,
    `cseq=${cseq}`,
    `from=${from}`,
  ];
  if (to !== undefined) words.push(`to=${to}`);
  if (status !== undefined) words.push(`of=${method}`);
  if (hasSdp === true) words.push('sdp');
  if (hasCredentials === true) words.push('auth');
  return words.join(' ');
}

/** Reads the line back. */
export function readMessage(line: string): Message {
  const [at = '', src = '', , dst = '', what = '', ...words] = line.split(' ');
  const options = new Map(words.map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']));
  const to = options.get('to');
  const isResponse = /^\d{3}$/.test(what);
  return {
    at: Number(at),
    src,
    dst,
    method: isResponse ? (options.get('of') ?? 'INVITE') : what,
    cseq: Number(options.get('cseq')),
    from: options.get('from') ?? '',
    via: (options.get('via') ?? '').split(','),
    ...(isResponse ? { status: Number(what) } : {}),
    ...(to === undefined ? {} : { to }),
    ...(options.has('sdp') ? { hasSdp: true } : {}),
  };
}
