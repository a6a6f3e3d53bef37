/** How traces are handed on, as `OTEL_PROPAGATORS` names it; the first three are understood. */
const SPOKEN = ['tracecontext', 'baggage', 'none'] as const;
const UNSPOKEN = ['b3', 'b3multi', 'jaeger', 'xray', 'ottrace'] as const;

/** What `OTEL_PROPAGATORS` says. */
export interface Propagators {
  /** A `traceparent` is taken, and handed on. */
  readonly hasTraceContext: boolean;
  /** Those that the specification knows and that are not spoken here. */
  readonly unspoken: readonly string[];
}

/** Nobody said anything. */
const INITIAL: Propagators = { hasTraceContext: true, unspoken: [] };

/**
 * Reads the value of `OTEL_PROPAGATORS`: names with commas between, in any case. What is not named is not taken, and `none` is none whatever else is named; baggage is
 * passed over. Unset or empty: `tracecontext`. Undefined: it names what nobody knows and nothing else.
 */
export function readPropagators(text = ''): Propagators | undefined {
  const told = text.split(',').map((one) => one.trim().toLowerCase());
  const named = told.filter((one) => one !== '');
  if (named.length === 0) return INITIAL;
  const unspoken = UNSPOKEN.filter((one) => named.includes(one));
  if (unspoken.length === 0 && !SPOKEN.some((one) => named.includes(one))) return undefined;
  return { hasTraceContext: named.includes('tracecontext') && !named.includes('none'), unspoken };
}

/** The sentence for who named what is not spoken. Undefined: nobody did. */
export function unspokenPropagators({ unspoken, hasTraceContext }: Propagators): string | undefined {
  if (unspoken.length === 0) return undefined;
  const effect = hasTraceContext
    ? 'traces are handed on by traceparent alone'
    : 'no traceparent is taken either, unless tracecontext is named';
  return `OTEL_PROPAGATORS: ${unspoken.join(', ')} ${unspoken.length === 1 ? 'is' : 'are'} not spoken here; ${effect}.`;
}
