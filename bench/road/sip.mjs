// The SIP of one call through a proxy, as SIPp and Kamailio write it, with places for what differs from call to call.

/** Ten digits that are the call's own: in its Call-ID, numbers, tags and branches. Replaced packet by packet. */
export const CALL_DIGITS = '@@@@@@@@@@';
/** Ten digits that go up with each request of a dialog that has many. */
export const SEQUENCE_DIGITS = '##########';

const PROXY = '192.0.2.1:5060';
const DOMAIN = 'sip.example.com';
const PHONES = ['Yealink SIP-T46U 66.86.0.15', 'snomD785/10.1.175.16', 'Grandstream GXP2170 1.0.11.79', 'baresip v3.12.1 (x86_64/Linux)'];
const SERVER = 'kamailio (5.8.4 (x86_64/linux))';
const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, SUBSCRIBE';
const SESSION = 'Session-Expires: 240;refresher=uac';
const REASONS = {
  100: 'trying -- your call is important to us',
  180: 'Ringing',
  200: 'OK',
  202: 'Accepted',
  401: 'Unauthorized',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  486: 'Busy Here',
  487: 'Request Terminated',
  503: 'Service Unavailable',
};

/** The two ends of a hop, `address:port`: the caller's or that of a gateway, and the proxy. Callers and gateways differ by variant. */
function peerOf(hop, variant) {
  if (hop === 'caller') return `10.20.${variant >> 4}.${10 + (variant % 16)}:5060`;
  return `198.51.100.${(hop === 'gateway' ? 10 : 20) + (variant % 4)}:5060`;
}

/**
 * One message on one hop: sender, receiver and text. `hop` is caller, gateway or second (the gateway that is tried next); `isUp` says that its request goes from the callee to the
 * caller, `isLocal` that it is of this hop alone, such as an ACK to a failure.
 */
export function renderSip(message, variant) {
  const { hop, status, isUp = false } = message;
  const peer = peerOf(hop, variant);
  const isFromPeer = isUp === (hop !== 'caller');
  const [sender, receiver] = isFromPeer ? [peer, PROXY] : [PROXY, peer];
  const head = status === undefined ? requestHead(message, variant) : responseHead(message, variant);
  const speaker = status === undefined ? 'caller' : 'gateway';
  const body = message.hasBody ? sdp(peerOf(speaker, variant)) : (message.body ?? '');
  const type = message.hasBody
    ? ['Content-Type: application/sdp']
    : body === ''
      ? []
      : ['Content-Type: application/simple-message-summary'];
  const payload = [...head, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n');
  return status === undefined ? { src: sender, dst: receiver, payload } : { src: receiver, dst: sender, payload };
}

/** The Call-ID of a call, for what is no SIP and belongs to it. */
export function callIdOf(variant) {
  return `${CALL_DIGITS}-5c1a7f20b8@${addressOf(peerOf('caller', variant))}`;
}

function requestHead(message, variant) {
  const { method, hop, isUp = false, authorization, extra = [] } = message;
  const isEntering = isUp === (hop !== 'caller');
  const phone = PHONES[variant % PHONES.length];
  const own = contact(isUp ? 'gateway' : 'caller', isUp ? '+4930' : '+4915', variant);
  const hasContact = !['ACK', 'BYE', 'CANCEL'].includes(method);
  return [
    `${method} ${targetOf(message, variant)} SIP/2.0`,
    ...(isEntering ? [] : recordRoute(message)),
    ...vias(message, variant),
    `Max-Forwards: ${isEntering ? 70 : 69}`,
    ...dialog(message, variant),
    ...(hasContact ? [own] : []),
    ...(isEntering && isInDialog(message) ? [`Route: <sip:${PROXY};lr=on;ftag=f${CALL_DIGITS}>`] : []),
    ...(authorization === undefined ? [] : [credentials(authorization, method)]),
    `User-Agent: ${isUp ? 'Asterisk PBX 20.9.3' : phone}`,
    ...(hasContact ? [`Allow: ${ALLOW}`, 'Supported: replaces, timer, 100rel'] : []),
    ...extra,
    ...(message.hasTimer ? [SESSION] : []),
  ];
}

function responseHead(message, variant) {
  const { status, method, isUp = false, isOwn = false, extra = [] } = message;
  const isOpening = !isOwn && status < 300 && ['INVITE', 'UPDATE', 'SUBSCRIBE'].includes(method);
  return [
    `SIP/2.0 ${status} ${REASONS[status]}`,
    ...vias(message, variant),
    ...(isOpening ? recordRoute(message) : []),
    ...dialog(message, variant),
    ...(isOpening ? [contact(isUp ? 'caller' : 'gateway', isUp ? '+4915' : '+4930', variant), `Allow: ${ALLOW}`] : []),
    ...(status === 401 || status === 407 ? [challenge(status)] : []),
    ...extra,
    ...(message.hasTimer && status === 200 ? ['Require: timer', SESSION] : []),
    isOwn
      ? `Server: ${SERVER}`
      : `${isOpening ? 'User-Agent' : 'Server'}: ${isUp ? PHONES[variant % PHONES.length] : 'Asterisk PBX 20.9.3'}`,
  ];
}

/** A dialog's own requests and, besides, the ACK to a 2xx. */
function isInDialog({ toTag, isLocal = false }) {
  return toTag !== undefined && !isLocal;
}

function targetOf(message, variant) {
  const { method, isUp = false } = message;
  if (method === 'REGISTER') return `sip:${DOMAIN}`;
  if (method === 'OPTIONS') return `sip:${peerOf(message.hop, variant)}`;
  if (!isInDialog(message)) return `sip:+4930${CALL_DIGITS}@${DOMAIN};user=phone`;
  return isUp
    ? `sip:+4915${CALL_DIGITS}@${peerOf('caller', variant)};transport=udp`
    : `sip:+4930${CALL_DIGITS}@${peerOf('gateway', variant)}`;
}

function recordRoute({ method }) {
  return ['INVITE', 'SUBSCRIBE'].includes(method) ? [`Record-Route: <sip:${PROXY};lr=on;ftag=f${CALL_DIGITS};did=c2e.4f1>`] : [];
}

/** The sender's own Via on its first hop; below that of the proxy on the second, unless the proxy made the request itself. */
function vias({ hop, isUp = false, isLocal = false, transaction = 1, sequence = '' }, variant) {
  const isEntering = isUp === (hop !== 'caller');
  const number = `${CALL_DIGITS}${sequence}${transaction}`;
  const first = peerOf(isUp ? 'gateway' : 'caller', variant);
  const sender = `Via: SIP/2.0/UDP ${first};received=${addressOf(first)};rport=5060;branch=z9hG4bK-${number}-0`;
  const proxy = `Via: SIP/2.0/UDP ${PROXY};branch=z9hG4bK${number}.${hop}.8d41e0c7b35f9a26.0`;
  if (isEntering) return [sender];
  return isLocal ? [proxy] : [proxy, sender];
}

function dialog({ method, cseqMethod = method, cseq = 1, sequence, isUp = false, toTag, isProbe = false }, variant) {
  const caller = `"Lab ${variant}" <sip:${isProbe ? 'ping' : `+4915${CALL_DIGITS}`}@${DOMAIN}>`;
  const callee = `<sip:+4930${CALL_DIGITS}@${DOMAIN}>`;
  const tag = toTag === undefined ? '' : `;tag=${toTag}${CALL_DIGITS}`;
  const [from, to] = isUp ? [`${callee}${tag}`, `${caller};tag=f${CALL_DIGITS}`] : [`${caller};tag=f${CALL_DIGITS}`, `${callee}${tag}`];
  const own = method === 'REGISTER' ? `${caller}${tag}` : to;
  return [`From: ${from}`, `To: ${own}`, `Call-ID: ${callIdOf(variant)}`, `CSeq: ${sequence ?? cseq} ${cseqMethod}`];
}

function contact(side, prefix, variant) {
  return `Contact: <sip:${prefix}${CALL_DIGITS}@${peerOf(side, variant)};transport=udp>`;
}

function challenge(status) {
  const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  return `${name}: Digest realm="${DOMAIN}", nonce="Z0Fh${CALL_DIGITS}b8rTq5vYk2", qop="auth", algorithm=MD5`;
}

function credentials(name, method) {
  return (
    `${name}: Digest username="+4915${CALL_DIGITS}", realm="${DOMAIN}", nonce="Z0Fh${CALL_DIGITS}b8rTq5vYk2", uri="sip:${DOMAIN}", ` +
    `response="43b23a86a6263322fb9be39f${method.length}c7d743f", algorithm=MD5, cnonce="6b8b4567", qop=auth, nc=00000001`
  );
}

function sdp(peer) {
  const address = addressOf(peer);
  return [
    'v=0',
    `o=- 3921 3922 IN IP4 ${address}`,
    's=call',
    `c=IN IP4 ${address}`,
    't=0 0',
    'm=audio 16402 RTP/AVP 8 0 101',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=sendrecv',
    '',
  ].join('\r\n');
}

function addressOf(endpoint) {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}
