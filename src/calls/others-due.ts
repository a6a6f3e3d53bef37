/** When to look again at what is no call. Infinity: nothing is waited for. */
export interface OthersDue {
  /** Something may settle. */
  readonly dueAt: number;
  /** What has settled may be let go. */
  readonly letGoAt: number;
}

/** Nothing is waited for. */
export const NEVER_DUE: OthersDue = { dueAt: Number.POSITIVE_INFINITY, letGoAt: Number.POSITIVE_INFINITY };
