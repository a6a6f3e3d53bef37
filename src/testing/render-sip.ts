import type { SceneMessage } from './scene.ts';

const REASON_PHRASE = 'Scene';
const SDP = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 4000 RTP/AVP 0', ''].join('\r\n');

/** The SIP text of a scene's message, as it would stand on the wire. */
export function renderSip(message: SceneMessage): string {
  const body = bodyOf(message);
  const target = message.isEmergency ? 'urn:service:sos' : `sip:${message.callee}@${message.host ?? 'example.org'}`;
  const startLine = message.status === undefined ? `${message.method} ${target} SIP/2.0` : `SIP/2.0 ${message.status} ${REASON_PHRASE}`;
  const headers = [
    startLine,
    ...message.via.map(
      (branch, index) => `Via: SIP/2.0/UDP ${index === 0 ? viaHost(message) : '192.0.2.200:5060'};branch=z9hG4bK${branch}`,
    ),
    `From: <sip:${message.caller}${verstatOf(message)}@${message.fromHost ?? 'example.org'}>;tag=${message.fromTag}`,
    `To: <${message.isEmergency ? target : `sip:${message.callee}@example.org`}>${message.toTag === undefined ? '' : `;tag=${message.toTag}`}`,
    `Call-ID: ${message.callId}`,
    `CSeq: ${message.cseq} ${message.method}`,
    ...optionalHeaders(message),
    ...(message.hasSdp ? ['Content-Type: application/sdp'] : []),
    ...(message.sipfragStatus === undefined ? [] : ['Content-Type: message/sipfrag;version=2.0']),
    `Content-Length: ${body.length}`,
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}

function bodyOf({ hasSdp, flow, sipfragStatus }: SceneMessage): string {
  if (hasSdp) return flow === undefined ? SDP : `${SDP}a=${flow}\r\n`;
  return sipfragStatus === undefined ? '' : `SIP/2.0 ${sipfragStatus} ${REASON_PHRASE}\r\n`;
}

function sessionTimer({ sessionExpiresSeconds, refresher = 'uac' }: SceneMessage): readonly string[] {
  return sessionExpiresSeconds === undefined ? [] : [`Session-Expires: ${sessionExpiresSeconds};refresher=${refresher}`];
}

const VERSTAT = {
  verified: 'TN-Validation-Passed',
  failed: 'TN-Validation-Failed',
  soft_fail: 'TN-Validation-Failed',
  no_identity: 'No-TN-Validation',
} as const;

function verstatOf({ verstat, attestation }: SceneMessage): string {
  if (verstat === undefined) return '';
  return `;verstat=${VERSTAT[verstat]}${attestation === undefined ? '' : `-${attestation}`}`;
}

function viaHost(message: SceneMessage): string {
  return message.status === undefined ? message.src : message.dst;
}

function optionalHeaders(message: SceneMessage): readonly string[] {
  const reasons = [
    ...(message.reasonSip === undefined ? [] : [`SIP;cause=${message.reasonSip}`]),
    ...(message.reasonQ850 === undefined ? [] : [`Q.850;cause=${message.reasonQ850}`]),
  ];
  return [
    ...(message.method === 'REGISTER' && message.status === undefined
      ? [`Contact: <sip:${message.contact ?? message.callee}@${message.src}>`]
      : []),
    ...(message.hasCredentials ? ['Authorization: Digest username="scene", response="0"'] : []),
    ...(message.isStale === undefined ? [] : ['WWW-Authenticate: Digest realm="example.org", nonce="1", stale=true']),
    ...(reasons.length === 0 ? [] : [`Reason: ${reasons.join(', ')}`]),
    ...sessionTimer(message),
    ...(message.expiresSeconds === undefined ? [] : [`Expires: ${message.expiresSeconds}`]),
    ...(message.replaces === undefined ? [] : [`Replaces: ${message.replaces}@scene;to-tag=x;from-tag=y`]),
  ];
}
