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
      let [line, beyond] = [0, starts.length];
      while (beyond - line > 1) {
        const middle = (line + beyond) >> 1;
        if ((starts[middle] ?? 0) <= offset) line = middle;
        else beyond = middle;
      }
      return `${line + 1}:${offset - (starts[line] ?? 0) + 1}`;
    },
  };
}
