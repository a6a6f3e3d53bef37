/** A value as one line of JSON. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
