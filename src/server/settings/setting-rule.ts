/** What one setting asks of its value, or of each element of a list, beyond its kind. */
export interface SettingRule {
  /** Completes the sentence `expected ...`. */
  readonly expected: string;
  holds(value: unknown): boolean;
  /** What a wrong value was meant to be, e.g. `did you mean TrunkFailing?`. Undefined when nobody knows. */
  readonly hint?: (value: string) => string | undefined;
  /** Most elements of a list. */
  readonly most?: number;
}
