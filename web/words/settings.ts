/** What the server is and keeps. */
export const SETTINGS_WORDS = {
  inForce: 'Settings in force',
  settingsNeed:
    'To see them takes the role `admin`: log in with a token that has it. `ringscope config show --origin` says the same on the machine.',
  version: 'Version',
  runsSince: 'Runs since',
  keeps: {
    calls: 'Keeps calls for',
    timelines: 'Keeps messages of calls for',
    counts: 'Keeps counts for',
    raw: 'Keeps whole messages for',
    numbers: 'Keeps numbers',
  },
  days: (days: number, never: string) => (days === 0 ? never : days === 1 ? 'a day' : `${days} days`),
  forEver: 'ever',
  asCalls: 'as long as the calls',
  isNotKept: 'not kept',
  traffic: 'Traffic',
  isGenerated: 'generated: none of it ever happened',
  health: 'Checks',
  checksWell: (well: number, all: number) => `${well} of ${all} checks are well.`,
  allDefault: 'All settings are as they come.',
  defaults: (count: number) => `${count} as they come`,
  setting: 'Setting',
  origin: 'From',
  unset: 'unset',
} as const;
