import type { Random } from './random.ts';

/** A block of numbers that no subscriber has: what comes before its last digits, and how many of these there are. */
interface ReservedBlock {
  /** In E.164 with `+`. */
  readonly prefix: string;
  /** The first and the last of the numbers behind the prefix, with as many digits as `digits` says. */
  readonly first: number;
  readonly last: number;
  readonly digits: number;
  /** Who keeps it free. */
  readonly source: string;
}

const NANPA = 'ATIS-0300115, 555 NXX Assignment Guidelines: 555-0100 to 555-0199 are for fictitious use';
const OFCOM = 'Ofcom, Telephone numbers for use in TV and radio drama programmes';
const ARCEP = 'Arcep, decision 2018-0881, national numbering plan: numbers for audiovisual works';
const BNETZA = 'Bundesnetzagentur, Mitteilung 148/2021, Amtsblatt 7/2021: numbers for media productions';

/** Where the office has its own numbers. */
export const OFFICE_BLOCK: ReservedBlock = { prefix: '+493023125', first: 0, last: 999, digits: 3, source: BNETZA };

/** Where everybody else has theirs. */
export const RESERVED_BLOCKS: readonly ReservedBlock[] = [
  { prefix: '+496990009', first: 0, last: 999, digits: 3, source: BNETZA },
  { prefix: '+494066969', first: 0, last: 999, digits: 3, source: BNETZA },
  { prefix: '+492214710', first: 0, last: 999, digits: 3, source: BNETZA },
  { prefix: '+498999998', first: 0, last: 999, digits: 3, source: BNETZA },
  { prefix: '+44207946', first: 0, last: 999, digits: 4, source: OFCOM },
  { prefix: '+441632960', first: 0, last: 999, digits: 3, source: OFCOM },
  { prefix: '+447700900', first: 0, last: 999, digits: 3, source: OFCOM },
  { prefix: '+3319900', first: 0, last: 9999, digits: 4, source: ARCEP },
  { prefix: '+3363998', first: 0, last: 9999, digits: 4, source: ARCEP },
  { prefix: '+120255501', first: 0, last: 99, digits: 2, source: NANPA },
  { prefix: '+121255501', first: 0, last: 99, digits: 2, source: NANPA },
  { prefix: '+131255501', first: 0, last: 99, digits: 2, source: NANPA },
  { prefix: '+141555501', first: 0, last: 99, digits: 2, source: NANPA },
];

/** A number of somebody outside, in E.164 with `+`. */
export function outsideNumber(random: Random): string {
  const block = random.pick(RESERVED_BLOCKS);
  return numberIn(block, random.whole(block.first, block.last));
}

/** The number of a desk in the office. */
export function officeNumber(desk: number): string {
  return numberIn(OFFICE_BLOCK, desk);
}

function numberIn({ prefix, digits }: ReservedBlock, number: number): string {
  return `${prefix}${String(number).padStart(digits, '0')}`;
}

/** Whether a number in E.164, with or without `+`, is one that nobody has. */
export function isReservedNumber(text: string): boolean {
  const number = text.startsWith('+') ? text : `+${text}`;
  return [OFFICE_BLOCK, ...RESERVED_BLOCKS].some(({ prefix, first, last, digits }) => {
    const rest = number.slice(prefix.length);
    return number.startsWith(prefix) && rest.length === digits && /^\d+$/.test(rest) && Number(rest) >= first && Number(rest) <= last;
  });
}
