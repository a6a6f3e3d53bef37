import { WORDS } from './words.ts';

/** One screen of the menu. */
export interface Screen {
  readonly path: string;
  readonly name: string;
  /** Its subject: while nobody has told of it the screen stands behind the others. */
  readonly subject?: keyof typeof WORDS.subjects;
  /** It stands behind the others whatever there is. */
  readonly isBehind?: true;
}

/** The screens of the menu, in its order. */
export const SCREENS: readonly Screen[] = [
  { path: '/', name: WORDS.overview },
  { path: '/live', name: WORDS.live },
  { path: '/calls', name: WORDS.calls },
  { path: '/failures', name: WORDS.failures },
  { path: '/trunks', name: WORDS.subjects.trunks, subject: 'trunks' },
  { path: '/quality', name: WORDS.subjects.media, subject: 'media' },
  { path: '/registrations', name: WORDS.subjects.registrations, subject: 'registrations' },
  { path: '/voice-agents', name: WORDS.subjects['voice-agents'], subject: 'voice-agents' },
  { path: '/sms', name: WORDS.subjects.sms, subject: 'sms' },
  { path: '/cards', name: WORDS.subjects.cards, subject: 'cards' },
  { path: '/queues', name: WORDS.subjects.queues, subject: 'queues' },
  { path: '/alerts', name: WORDS.alerts },
  { path: '/sources', name: WORDS.sources },
  { path: '/settings', name: WORDS.settings, isBehind: true },
];
