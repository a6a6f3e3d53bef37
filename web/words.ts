import { ACCESS_WORDS } from './words/access.ts';
import { ALERT_WORDS } from './words/alerts.ts';
import { CALL_WORDS } from './words/call.ts';
import { CALLS_WORDS } from './words/calls.ts';
import { CHART_WORDS } from './words/charts.ts';
import { FRAME_WORDS } from './words/frame.ts';
import { LIVE_WORDS } from './words/live.ts';
import { OVERVIEW_WORDS } from './words/overview.ts';
import { SETTINGS_WORDS } from './words/settings.ts';
import { SOURCE_WORDS } from './words/sources.ts';
import { SUBJECT_WORDS } from './words/subjects.ts';

/** Every text of the page, in one place: a test takes another table. A key stands in one of these tables alone. */
export const WORDS = {
  ...FRAME_WORDS,
  ...ACCESS_WORDS,
  ...CHART_WORDS,
  ...OVERVIEW_WORDS,
  ...LIVE_WORDS,
  ...CALLS_WORDS,
  ...CALL_WORDS,
  ...ALERT_WORDS,
  ...SOURCE_WORDS,
  ...SETTINGS_WORDS,
  ...SUBJECT_WORDS,
} as const;
