import { paramStart, startsWith, tokenEnd, word } from './sip-scan.ts';

/** What a verifier noted of a number (3GPP TS 24.229 7.2A.20), and how far its provider vouches for it where that stands behind. */
export interface SipVerstat {
  readonly result: 'passed' | 'failed' | 'none';
  readonly attestation: 'A' | 'B' | 'C' | undefined;
}

const VERSTAT = word('verstat');
const PASSED = word('tn-validation-passed');
const FAILED = word('tn-validation-failed');
const NONE = word('no-tn-validation');
/** Some networks write the attestation behind the result. */
const ATTESTED = [
  ['A', word('-a')],
  ['B', word('-b')],
  ['C', word('-c')],
] as const;

/** Reads the parameter of a URI, wherever it stands: of a tel URI, in the user part or behind the host. Undefined without a known one. */
export function readVerstat(bytes: Uint8Array, start: number, end: number): SipVerstat | undefined {
  const value = paramStart(bytes, start, end, VERSTAT);
  if (value < 0) return undefined;
  if (startsWith(bytes, value, end, NONE)) return { result: 'none', attestation: undefined };
  const isPassed = startsWith(bytes, value, end, PASSED);
  if (!isPassed && !startsWith(bytes, value, end, FAILED)) return undefined;
  const behind = value + PASSED.length;
  const close = tokenEnd(bytes, behind, end);
  const attestation = ATTESTED.find(([, text]) => startsWith(bytes, behind, close, text))?.[0];
  return { result: isPassed ? 'passed' : 'failed', attestation };
}
