/** What a step of a series is told by. */
interface Step {
  readonly end: number;
  readonly attempts: number;
}

/**
 * How many steps lie before anything is known of: before the first call, and before the server began, Unix seconds. Of a time without a server nobody knows how many calls there were.
 * `hasEarlier`: there were calls before the first step, and so a server.
 */
export function unknownSteps(steps: readonly Step[], startedAt: number, hasEarlier: boolean): number {
  if (hasEarlier) return 0;
  const first = steps.findIndex(({ end, attempts }) => attempts > 0 || end > startedAt);
  return first === -1 ? steps.length : first;
}
