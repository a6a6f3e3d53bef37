import type { Finding } from '../core/index.ts';

/** What parts of the server that look by themselves have found: each tells its own finding whenever it is another one. */
export interface ToldFindings {
  /** Takes the place of what was told under the same name. */
  readonly tell: (finding: Finding) => void;
  /** The last one of each name. */
  readonly all: () => readonly Finding[];
}

/** Starts with nothing told. */
export function createToldFindings(): ToldFindings {
  const byName = new Map<string, Finding>();
  return {
    tell: (finding) => void byName.set(finding.name, finding),
    all: () => [...byName.values()],
  };
}
