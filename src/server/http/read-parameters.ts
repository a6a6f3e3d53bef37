import { TeleError } from '../../core/index.ts';

/** The parameters of a request's URL, each at most once and none but the known ones. Throws `BAD_REQUEST` that names the parameter. */
export function readParameters<N extends string>(parameters: URLSearchParams, known: readonly N[]): { readonly [P in N]?: string } {
  const values = new Map<N, string>();
  for (const [given, value] of parameters) {
    const name = known.find((one) => one === given);
    if (name === undefined) throw new TeleError('BAD_REQUEST', `There is no parameter ${shown(given)}.`);
    if (values.has(name)) throw new TeleError('BAD_REQUEST', `The parameter ${name} is given more than once.`);
    values.set(name, value);
  }
  // The keys are those of the map, which are known names.
  return Object.fromEntries(values) as { readonly [P in N]?: string };
}

/** A name that came from outside, fit for a sentence: without digits, since it may be a number at the wrong place. */
function shown(name: string): string {
  return `"${name.replace(/[^A-Za-z_.-]/g, '?').slice(0, 40)}"`;
}
