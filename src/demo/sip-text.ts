/** One SIP message before it is text. */
export interface SipText {
  readonly method: string;
  /** Absent in a request. */
  readonly status?: number;
  readonly uri: string;
  /** From the topmost on. */
  readonly vias: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
  /** Whole further lines. */
  readonly headers: readonly string[];
  /** Where the media of the sender is, `address:port`. Absent without SDP. */
  readonly media?: string;
}

const REASONS: { readonly [status: number]: string } = {
  100: 'trying -- your call is important to us',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  302: 'Moved Temporarily',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  484: 'Address Incomplete',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  603: 'Decline',
};

/** The text of a message, as it stands on the wire. */
export function renderSip(message: SipText): string {
  const { method, status, uri, vias, from, to, callId, cseq, headers, media } = message;
  const body = media === undefined ? '' : sdp(media);
  return [
    status === undefined ? `${method} ${uri} SIP/2.0` : `SIP/2.0 ${status} ${REASONS[status] ?? 'Unknown'}`,
    ...vias.map((via) => `Via: ${via}`),
    ...(status === undefined ? [`Max-Forwards: ${71 - vias.length}`] : []),
    `From: ${from}`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    ...headers,
    ...(media === undefined ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

function sdp(media: string): string {
  const [address, port] = media.split(':');
  return [
    'v=0',
    `o=- 3921 3922 IN IP4 ${address}`,
    's=call',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=sendrecv',
    '',
  ].join('\r\n');
}
