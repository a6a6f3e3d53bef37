/** A function made of text. */
export type Compiled = (...inputs: readonly unknown[]) => unknown;

/** Makes a function of source text, with these parameters. Undefined where the host allows no code from text. */
export type CompileCode = (parameters: readonly string[], body: string) => Compiled | undefined;

/** Compiles with the engine's own `Function`. Whoever calls it puts nothing into the text but validated names and quoted constants. */
export function compileCode(parameters: readonly string[], body: string): Compiled | undefined {
  try {
    // Function makes functions.
    return Reflect.construct(Function, [...parameters, body]) as Compiled;
  } catch (cause) {
    // A content security policy or --disallow-code-generation-from-strings refuses this way; anything else is a defect.
    if (cause instanceof EvalError) return undefined;
    throw cause;
  }
}
