import { type CountryCode, getCountries, getCountryCallingCode, Metadata, type NumberingPlan } from 'libphonenumber-js/min';
import type { PhoneNumber } from '../../core/index.ts';

const PLAIN = /^\+[1-9]\d+$/;
const MOST_CODE_DIGITS = 3;

/** What is possible behind a calling code. */
interface CodePlan {
  readonly callingCode: string;
  /** How many digits may follow, whichever of its countries it is. */
  readonly lengths: readonly number[];
  /** Numbers of which the library may take something away. Undefined when there are none. */
  readonly prefixed: RegExp | undefined;
}

/**
 * Makes the reader of numbers that are a plus and digits and possible as they stand. All others are undefined, as are those of which it depends on the country whether they are
 * possible: the library reads them. Hot: for each number the library makes two dozen patterns and 6 kB of garbage.
 */
export function createPlainNumber(): (text: string) => PhoneNumber | undefined {
  // Most commands read no number.
  let plans: ReadonlyMap<string, CodePlan> | undefined;
  return (text) => {
    if (!PLAIN.test(text)) return undefined;
    plans ??= codePlans();
    for (let digits = 1; digits <= MOST_CODE_DIGITS; digits += 1) {
      // No code is the beginning of another one.
      const plan = plans.get(text.slice(1, digits + 1));
      if (plan === undefined) continue;
      const isPlain = plan.lengths.includes(text.length - digits - 1) && plan.prefixed?.test(text) !== true;
      return isPlain ? { e164: text, callingCode: plan.callingCode } : undefined;
    }
    return undefined;
  };
}

function codePlans(): ReadonlyMap<string, CodePlan> {
  const countries = new Map<string, CountryPlan[]>();
  for (const country of getCountries()) {
    const callingCode = getCountryCallingCode(country);
    countries.set(callingCode, [...(countries.get(callingCode) ?? []), countryPlan(country)]);
  }
  return new Map([...countries].map(([callingCode, plans]) => [callingCode, codePlan(callingCode, plans)]));
}

function codePlan(callingCode: string, plans: readonly CountryPlan[]): CodePlan {
  const prefixes = new Set(plans.map((plan) => plan.prefix).filter((prefix) => prefix !== ''));
  return {
    callingCode,
    lengths: (plans[0]?.lengths ?? []).filter((length) => plans.every((plan) => plan.lengths.includes(length))),
    prefixed: prefixes.size === 0 ? undefined : new RegExp(`^\\+${callingCode}(?:${[...prefixes].join('|')})`),
  };
}

interface CountryPlan {
  readonly lengths: readonly number[];
  /** The pattern of what may stand before a number within the country; empty when nothing may. */
  readonly prefix: string;
}

/** The library has the prefixes, but does not declare them. */
type WholePlan = NumberingPlan & { nationalPrefixForParsing(): string | 0 | undefined };

function countryPlan(country: CountryCode): CountryPlan {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan as WholePlan;
  return { lengths: plan.possibleLengths(), prefix: plan.nationalPrefixForParsing() || '' };
}
