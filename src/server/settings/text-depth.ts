/** Settings need five levels. Parsers go as deep as a text does, and so near the end of the stack V8 aborts the process. */
const MAX_LEVELS = 200;

/** Blanks and signs at the beginning of a line of YAML, which may open a level each. */
const OPENING = /^[ \t?:-]*/gm;

/** Whether a text may open so many levels that no parser should see it: by open brackets, or by how far a line is indented. */
export function isTooDeep(text: string): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > MAX_LEVELS) return true;
  }
  for (const [start] of text.matchAll(OPENING)) if (start.length > MAX_LEVELS) return true;
  return false;
}
