import { findBearer } from '../../metrics-node/index.ts';
import type { Identity } from '../http/credentials.ts';
import { within } from '../within.ts';
import type { LiveFile } from './live-file.ts';
import type { TokenLine } from './token-lines.ts';

/** How long a request waits for a disk that hangs. */
const LOOK_SECONDS = 1;

/** The identity whose bearer token a header carries, by lines that were read before: nothing is waited for. `now`: Unix seconds. */
export function knownBearer(authorization: string, lines: readonly TokenLine[], now: () => number): Identity | undefined {
  return valid(findBearer(authorization, ofKind(lines, 'token')), now);
}

/** Finds a token like `knownBearer`, and reads the file again before it refuses one: it may be new. */
export async function identifyBearer(
  authorization: string,
  tokens: LiveFile<readonly TokenLine[]>,
  now: () => number,
): Promise<Identity | undefined> {
  const found = knownBearer(authorization, tokens.current(), now);
  if (found !== undefined) return found;
  await within(LOOK_SECONDS, tokens.look());
  return knownBearer(authorization, tokens.current(), now);
}

/** Who has a client certificate, by its SHA-256 fingerprint, which is no secret. */
export function identifyCertificate(fingerprint: string, lines: readonly TokenLine[], now: () => number): Identity | undefined {
  const digest = Buffer.from(fingerprint.replaceAll(':', ''), 'hex');
  return valid(
    ofKind(lines, 'certificate').find((line) => line.digest.equals(digest)),
    now,
  );
}

function valid(line: TokenLine | undefined, now: () => number): Identity | undefined {
  return line === undefined || (line.expiresAt ?? Infinity) <= now() ? undefined : line.identity;
}

function ofKind(lines: readonly TokenLine[], kind: TokenLine['kind']): readonly TokenLine[] {
  return lines.filter((line) => line.kind === kind);
}
