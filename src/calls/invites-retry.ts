/** Statuses that tell the caller how to mend its INVITE and try again (RFC 3261 8.1.3.4 and 8.1.3.5, RFC 4028 7.1); 484 is followed by more digits (RFC 3578 3.2). */
export function invitesRetry(status: number): boolean {
  return isRedirect(status) || MENDED.has(status);
}

/** Whether it names other targets (RFC 3261 21.3). */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

const MENDED: ReadonlySet<number> = new Set([401, 407, 413, 415, 416, 420, 422, 484]);
