import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { PhoneNumber } from '../../core/index.ts';

/** What a dialled number is written with. Anything else, a name or a service code such as *21#, is no number of the plan. */
const NUMBER_TEXT = /^\+?[\d\s().\-/]{3,32}$/;

/**
 * Makes the reader of dialled numbers. `country` (ISO 3166) completes numbers without a country code and knows its international prefix;
 * without it only numbers with a plus, or with the international prefix 00, are numbers of the plan.
 */
export function createNumberParser(country: string | undefined): (text: string) => PhoneNumber | undefined {
  const defaultCountry: CountryCode | undefined = country !== undefined && isSupportedCountry(country) ? country : undefined;
  return (text) => {
    if (!NUMBER_TEXT.test(text)) return undefined;
    const dialled = defaultCountry === undefined ? text.replace(/^\s*00/, '+') : text;
    const number = parsePhoneNumberFromString(
      dialled,
      defaultCountry === undefined ? { extract: false } : { defaultCountry, extract: false },
    );
    if (number === undefined || !number.isPossible()) return undefined;
    return { e164: number.number, callingCode: number.countryCallingCode };
  };
}
