/** Ends one thing. */
export type End = () => Promise<void> | void;

/** Ends one after the other. What the first of them fails with is thrown when all are over. */
export async function endAll(ends: readonly End[]): Promise<void> {
  const faults: unknown[] = [];
  for (const one of ends) {
    try {
      await one();
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/** The same for what ends at the same time. */
export async function stopTogether(parts: readonly ({ stop(): Promise<void> } | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(parts.map(async (part) => part?.stop()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
