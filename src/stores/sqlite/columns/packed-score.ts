/** Scores from 1 to 5 of so many decimals are usual. */
const UNIT = 100;
const [LOWEST, HIGHEST] = [UNIT, 5 * UNIT];

/**
 * A mean opinion score as its column has it, in any SQLite in two bytes: of a usual score the number of its hundredths. That number itself is no score; should it
 * be given as one, the two change places. All else is as it is.
 */
export function packScore(score: number): number {
  const hundredths = Math.round(score * UNIT);
  if (isUsual(hundredths) && hundredths / UNIT === score) return hundredths;
  return isUsual(score) ? score / UNIT : score;
}

/** The score of a column. */
export function unpackScore(stored: number): number {
  // What changes places twice is as it was.
  return packScore(stored);
}

/** Whether a number in the column means so many hundredths. */
function isUsual(hundredths: number): boolean {
  return hundredths >= LOWEST && hundredths <= HIGHEST && Number.isInteger(hundredths);
}

const IS_USUAL = `mos BETWEEN ${LOWEST} AND ${HIGHEST} AND mos = round(mos)`;

/** `unpackScore` in SQL. */
export const SCORE = `iif(${IS_USUAL}, mos / ${UNIT}, iif(mos BETWEEN 1 AND 5 AND mos = round(mos * ${UNIT}) / ${UNIT}, round(mos * ${UNIT}), mos))`;
