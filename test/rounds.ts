/** The variable of `npm run test:long`. */
export const LONG_RUN = 'LONG_RUN';

/** Number of rounds, runs or items of a test: `few` in `npm test`, `many` in `npm run test:long`. */
export function rounds(few: number, many: number): number {
  return process.env[LONG_RUN] === '1' ? many : few;
}
