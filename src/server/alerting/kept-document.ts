/** The entries of what may be an object; none of what is none. */
export function entriesOf(kept: unknown): readonly (readonly [string, unknown])[] {
  return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? Object.entries(kept) : [];
}

export function isOfVersion(kept: unknown, version: number): boolean {
  return entriesOf(kept).some(([name, value]) => name === 'version' && value === version);
}

export function isKeptTime(kept: unknown): kept is number {
  return typeof kept === 'number' && Number.isFinite(kept);
}
