/** The places of values that have none beside them, which no line reaches. */
export function loneValues(values: readonly (number | null | undefined)[]): number[] {
  const isKnown = (index: number): boolean => (values[index] ?? undefined) !== undefined;
  return values.flatMap((_, index) => (isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1) ? [index] : []));
}
