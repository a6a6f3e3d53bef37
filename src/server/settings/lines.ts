/** The lines of a text. */
export interface Lines {
  /** `line:column` of an offset, both from 1. */
  placeOf(offset: number): string;
}

/** Looks where the lines of a text begin. */
export function createLines(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    placeOf(offset) {
      const line = Math.max(1, starts.findLastIndex((start) => start <= offset) + 1);
      return `${line}:${offset - (starts[line - 1] ?? 0) + 1}`;
    },
  };
}
