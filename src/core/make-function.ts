/** Makes a function of one parameter from the text of its body. Undefined where the host allows no code from text. */
export type Compile = (parameter: string, body: string) => ((input: unknown) => unknown) | undefined;

/** Compiles with the engine's own `Function`. Whoever calls it puts nothing into the text but names and words of declarations. */
export const makeFunction: Compile = (parameter, body) => {
  try {
    // Function makes functions.
    return Reflect.construct(Function, [parameter, body]) as (input: unknown) => unknown;
  } catch (cause) {
    // A content security policy or --disallow-code-generation-from-strings refuses this way; anything else is a defect.
    if (cause instanceof EvalError) return undefined;
    throw cause;
  }
};
