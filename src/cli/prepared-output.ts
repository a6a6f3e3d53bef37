/** Loads a text. */
type LoadText = () => Promise<{ readonly text: string }>;

/**
 * What command lines write that write the same on every machine, by their words, joined with NUL. It is the bundle that has them (scripts/bundle.mjs), so that neither
 * a help nor completions load the commands; where nothing is bundled, every line is run.
 */
export const PREPARED_OUTPUT: ReadonlyMap<string, LoadText> = new Map();
