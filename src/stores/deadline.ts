/** Whether the time that a query may take is over. */
export type Deadline = () => boolean;

/** Counts from now. Without seconds it never ends. */
export function deadlineIn(seconds: number | undefined): Deadline {
  if (seconds === undefined) return () => false;
  const end = performance.now() + seconds * 1000;
  return () => performance.now() > end;
}
