import { closeSync, openSync, writeSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';

/** How much a new installation keeps. */
export const PROFILE = ['strict', 'operator'] as const;
export type Profile = (typeof PROFILE)[number];

/** What each profile is, for the question and the help. */
export const PROFILE_HELP: { readonly [P in Profile]: string } = {
  strict: 'keeps pseudonyms and masks, never a number or a whole message',
  operator:
    'keeps numbers encrypted and whole messages for 24 hours, both for the role `pii` alone: without them nothing can be handed over',
};

const KEPT: { readonly [P in Profile]: readonly string[] } = {
  strict: ['  keep_numbers: no'],
  operator: ['  keep_numbers: encrypted   # shown to the role pii alone, each time logged'],
};

/** A settings file with the choices of a new installation. */
export function settingsText(profile: Profile): string {
  return [
    '# yaml-language-server: $schema=./settings.schema.json',
    `# Settings of ringscope, profile ${profile}: it ${PROFILE_HELP[profile]}.`,
    '# All settings: docs/settings.md. `ringscope config check FILE` checks them.',
    'http:',
    '  host: 127.0.0.1',
    '  port: 7464',
    'hep:',
    '  host: 127.0.0.1   # another address for senders on other machines, and then:',
    '  # allow: [192.0.2.0/24]',
    'store:',
    '  path: ./ringscope-data',
    ...(profile === 'operator' ? ['  keep_raw_hours: 24   # whole messages, encrypted, for the role pii'] : []),
    'privacy:',
    ...KEPT[profile],
    '  # country: DE   # of numbers without a country code',
    '# `ringscope trunks suggest` proposes these from what was seen.',
    '# trunks:',
    '#   carrier-a: [198.51.100.0/24]',
    '#   office: [access, 10.0.0.0/8]',
    '',
  ].join('\n');
}

/** Writes a new file that its owner alone reads. Throws `BAD_REQUEST` when there is one: nothing is ever overwritten, nor followed. */
export function writeNew(path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (isThere) throw new TeleError('BAD_REQUEST', `${path} is there already and is left as it is: --file names another one.`, cause);
    throw new TeleError('FILE_UNREADABLE', `${path} could not be written.`, cause);
  }
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}
