import { isHep3, isMeantAsSip, knownDatagram } from '../wire/index.ts';

/** First byte of a TLS handshake, and the major version behind it. */
const TLS_HANDSHAKE = 0x16;
const TLS_MAJOR = 3;

/** The word for why bytes were refused, finer than that of the metric where it takes something else to mend it. `reason`: that of the metric. */
export function refusalWord(reason: string, bytes: Uint8Array): string {
  if (reason === 'not_allowed') return isOfAgent(bytes) ? reason : 'stranger';
  if (reason !== 'bad_magic' && reason !== 'bad_family' && reason !== 'length_overrun') return reason;
  if (isMeantAsSip(bytes)) return 'plain_sip';
  if (bytes[0] === TLS_HANDSHAKE && bytes[1] === TLS_MAJOR) return 'tls_without_tls';
  return knownDatagram(bytes) ?? reason;
}

/** The word for why a frame without the right key was refused. `version`: that of HEP. */
export function keyRefusalWord(version: number, key: Uint8Array): string {
  if (version < 3) return 'version_without_key';
  return key.length === 0 ? 'key_missing' : 'bad_key';
}

/** Whether bytes are of the kind that a capture agent or a proxy sends. Version 1 and 2 of HEP begin with their number. */
function isOfAgent(bytes: Uint8Array): boolean {
  return bytes.length === 0 || bytes[0] === 1 || bytes[0] === 2 || isHep3(bytes) || isMeantAsSip(bytes);
}
