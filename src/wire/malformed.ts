/** Bytes that are not what they should be: the value that a codec returns instead of throwing. The reason becomes a label. */
export interface Malformed<Reason extends string = string> {
  readonly malformed: Reason;
}
