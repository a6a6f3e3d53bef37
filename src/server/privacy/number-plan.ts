import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber as ParsedNumber,
} from 'libphonenumber-js/min';
import type { PhoneNumber } from '../../core/index.ts';
import { createPlainNumber } from './plain-number.ts';

/** What a dialled number is written with. Anything else, a name or a service code such as *21#, is no number of the plan. */
const NUMBER_TEXT = /^\+?[\d\s().\-/]{3,32}$/;

/** A number that may have a country code and no plus, as many carriers send it. Shorter ones may as well be national. */
const BARE_INTERNATIONAL = /^[1-9]\d{10,14}$/;

/**
 * Makes the reader of dialled numbers. `country` (ISO 3166) completes numbers without a country code and knows its international prefix;
 * without it only numbers with a plus, or with the international prefix 00, are numbers of the plan.
 */
export function createNumberParser(country: string | undefined): (text: string) => PhoneNumber | undefined {
  const plainNumber = createPlainNumber();
  if (country === undefined || !isSupportedCountry(country)) {
    return rememberLast((text) => {
      if (!NUMBER_TEXT.test(text)) return undefined;
      const international = text.replace(/^\s*00/, '+');
      return plainNumber(international) ?? phoneNumber(readNumber(international, undefined));
    });
  }
  const callingCode = getCountryCallingCode(country);
  return rememberLast((text) => {
    if (!NUMBER_TEXT.test(text)) return undefined;
    const plain = plainNumber(text);
    if (plain !== undefined) return plain;
    if (BARE_INTERNATIONAL.test(text) && text.startsWith(callingCode)) {
      const international = readNumber(`+${text}`, undefined);
      if (international?.isValid() === true) return phoneNumber(international);
    }
    return phoneNumber(readNumber(text, country));
  });
}

/** Hot: who stores a number asks several times in a row what it is, for its hash, its mask and its end. */
function rememberLast(parse: (text: string) => PhoneNumber | undefined): (text: string) => PhoneNumber | undefined {
  let last = '';
  let number: PhoneNumber | undefined;
  return (text) => {
    if (text === last) return number;
    number = parse(text);
    last = text;
    return number;
  };
}

function readNumber(text: string, defaultCountry: CountryCode | undefined): ParsedNumber | undefined {
  return parsePhoneNumberFromString(text, defaultCountry === undefined ? { extract: false } : { defaultCountry, extract: false });
}

function phoneNumber(number: ParsedNumber | undefined): PhoneNumber | undefined {
  // Possible, not valid: a numbering range younger than the library must not split a person in two.
  return number?.isPossible() === true ? { e164: number.number, callingCode: number.countryCallingCode } : undefined;
}
