/** Fields of a step that are read. */
interface Step {
  readonly end: number;
  readonly attempts: number;
}

/**
 * Counts the steps of which nothing is known: those before the first call and before the server began, Unix seconds. Calls in a time without a server are unknown.
 * `hasEarlier`: there were calls before the first step, and so a server.
 */
export function unknownSteps(steps: readonly Step[], startedAt: number, hasEarlier: boolean): number {
  if (hasEarlier) return 0;
  const first = steps.findIndex(({ end, attempts }) => attempts > 0 || end > startedAt);
  return first === -1 ? steps.length : first;
}
