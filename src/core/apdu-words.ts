/** What an instruction byte asks for, by ISO 7816-4, GlobalPlatform and ETSI TS 102 221. */
const INSTRUCTIONS: ReadonlyMap<number, Exclude<ApduCommand, 'OTHER'>> = new Map([
  [0x04, 'DEACTIVATE_FILE'],
  [0x10, 'TERMINAL_PROFILE'],
  [0x12, 'FETCH'],
  [0x14, 'TERMINAL_RESPONSE'],
  [0x20, 'VERIFY'],
  [0x22, 'MANAGE_SECURITY_ENVIRONMENT'],
  [0x24, 'CHANGE_PIN'],
  [0x2c, 'UNBLOCK_PIN'],
  [0x44, 'ACTIVATE_FILE'],
  [0x50, 'INITIALIZE_UPDATE'],
  [0x70, 'MANAGE_CHANNEL'],
  [0x78, 'END_R_MAC'],
  [0x7a, 'BEGIN_R_MAC'],
  [0x82, 'EXTERNAL_AUTHENTICATE'],
  [0x84, 'GET_CHALLENGE'],
  [0x88, 'INTERNAL_AUTHENTICATE'],
  [0xa2, 'SEARCH_RECORD'],
  [0xa4, 'SELECT'],
  [0xb0, 'READ_BINARY'],
  [0xb2, 'READ_RECORD'],
  [0xc0, 'GET_RESPONSE'],
  [0xc2, 'ENVELOPE'],
  [0xca, 'GET_DATA'],
  [0xd6, 'UPDATE_BINARY'],
  [0xd8, 'PUT_KEY'],
  [0xda, 'PUT_DATA'],
  [0xdc, 'UPDATE_RECORD'],
  [0xe2, 'STORE_DATA'],
  [0xe4, 'DELETE'],
  [0xe6, 'INSTALL'],
  [0xe8, 'LOAD'],
  [0xf0, 'SET_STATUS'],
  [0xf2, 'GET_STATUS'],
]);

/** The commands with their own series; all others are `OTHER`. */
export const APDU_COMMAND = [
  'DEACTIVATE_FILE',
  'TERMINAL_PROFILE',
  'FETCH',
  'TERMINAL_RESPONSE',
  'VERIFY',
  'MANAGE_SECURITY_ENVIRONMENT',
  'CHANGE_PIN',
  'UNBLOCK_PIN',
  'ACTIVATE_FILE',
  'INITIALIZE_UPDATE',
  'MANAGE_CHANNEL',
  'END_R_MAC',
  'BEGIN_R_MAC',
  'EXTERNAL_AUTHENTICATE',
  'GET_CHALLENGE',
  'INTERNAL_AUTHENTICATE',
  'SEARCH_RECORD',
  'SELECT',
  'READ_BINARY',
  'READ_RECORD',
  'GET_RESPONSE',
  'ENVELOPE',
  'GET_DATA',
  'UPDATE_BINARY',
  'PUT_KEY',
  'PUT_DATA',
  'UPDATE_RECORD',
  'STORE_DATA',
  'DELETE',
  'INSTALL',
  'LOAD',
  'SET_STATUS',
  'GET_STATUS',
  'OTHER',
] as const;
export type ApduCommand = (typeof APDU_COMMAND)[number];

/** The name of an instruction byte; `OTHER` when it is absent or has no series of its own. */
export function apduCommand(ins: number | undefined): ApduCommand {
  return (ins === undefined ? undefined : INSTRUCTIONS.get(ins)) ?? 'OTHER';
}

/** The class of a status word (ISO 7816-4 5.6). `proactive`: 91xx, a command of the card is pending (ETSI TS 102 221). `unknown`: no status word of the standard. */
export const STATUS_WORD_CLASS = [
  'ok',
  'more_data',
  'proactive',
  'warning',
  'execution_error',
  'wrong_length',
  'not_allowed',
  'wrong_parameters',
  'wrong_instruction',
  'other_error',
  'unknown',
] as const;
export type StatusWordClass = (typeof STATUS_WORD_CLASS)[number];

/** By the high byte of the status word. */
const STATUS_CLASSES: ReadonlyMap<number, StatusWordClass> = new Map([
  [0x61, 'more_data'],
  [0x62, 'warning'],
  [0x63, 'warning'],
  [0x64, 'execution_error'],
  [0x65, 'execution_error'],
  [0x66, 'execution_error'],
  [0x67, 'wrong_length'],
  [0x68, 'not_allowed'],
  [0x69, 'not_allowed'],
  [0x6a, 'wrong_parameters'],
  [0x6b, 'wrong_parameters'],
  [0x6c, 'wrong_length'],
  [0x6d, 'wrong_instruction'],
  [0x6e, 'wrong_instruction'],
  [0x6f, 'other_error'],
  [0x91, 'proactive'],
  [0x92, 'ok'],
  [0x93, 'other_error'],
  [0x94, 'wrong_parameters'],
  [0x98, 'not_allowed'],
  [0x9e, 'other_error'],
  [0x9f, 'more_data'],
]);

/** The class of a status word given as a number, e.g. 0x9000. */
export function statusWordClass(sw: number): StatusWordClass {
  return sw === 0x9000 ? 'ok' : (STATUS_CLASSES.get(sw >> 8) ?? 'unknown');
}

/** Whether the card did what it was asked: 9000, 91xx, 61xx and 9Fxx with more to fetch, and the warnings 62xx and 63xx. */
export function isSuccessful(sw: number): boolean {
  const kind = statusWordClass(sw);
  return kind === 'ok' || kind === 'more_data' || kind === 'proactive' || kind === 'warning';
}

/** The status words with their own series: those that name one cause, and one word for those that carry a number in their low byte. */
export const STATUS_WORD = [
  '0x9000',
  '0x61xx',
  '0x6283',
  '0x6300',
  '0x63Cx',
  '0x6400',
  '0x6581',
  '0x6700',
  '0x6881',
  '0x6882',
  '0x6982',
  '0x6983',
  '0x6984',
  '0x6985',
  '0x6986',
  '0x6988',
  '0x6A80',
  '0x6A81',
  '0x6A82',
  '0x6A83',
  '0x6A84',
  '0x6A86',
  '0x6A88',
  '0x6B00',
  '0x6Cxx',
  '0x6D00',
  '0x6E00',
  '0x6F00',
  '0x91xx',
  '0x9Fxx',
  'other',
] as const;
export type StatusWord = (typeof STATUS_WORD)[number];

const STATUS_WORDS: ReadonlyMap<string, StatusWord> = new Map(STATUS_WORD.map((word) => [word, word]));

/** The series of a status word; `other` when it has none of its own. */
export function statusWord(sw: number): StatusWord {
  const text = sw.toString(16).toUpperCase().padStart(4, '0');
  const byLowByte = STATUS_WORDS.get(`0x${text.slice(0, 2)}xx`) ?? STATUS_WORDS.get(`0x${text.slice(0, 3)}x`);
  return STATUS_WORDS.get(`0x${text}`) ?? byLowByte ?? 'other';
}

/** How the card is reached. */
export const CARD_INTERFACE = ['pcsc', 'modem', 'phone', 'ota', 'bip', 'simulated', 'other'] as const;
export type CardInterface = (typeof CARD_INTERFACE)[number];

/** Why there was no usable answer of a card. */
export const APDU_ERROR = ['timeout', 'card_removed', 'reader', 'transmission', 'malformed', 'security', 'other'] as const;
export type ApduError = (typeof APDU_ERROR)[number];
