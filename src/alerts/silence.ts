import type { SeriesLabels } from '../expressions/index.ts';
import { isMatched, type LabelMatcher } from './matcher-text.ts';

/** Alerts that are not told for a while, because somebody knows of them. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly LabelMatcher[];
  /** Unix seconds. */
  readonly from: number;
  readonly until: number;
  /** The name of the credential that made it. */
  readonly by: string;
  readonly comment: string;
  /** Somebody ended it before its time. */
  readonly isEnded?: true;
}

/** A silence that is over is shown for so long. */
const SHOW_OVER_SECONDS = 7 * 86_400;
/** Nobody remembers what a longer one was for. */
export const MOST_SILENCE_SECONDS = 366 * 86_400;
export const MOST_SILENCES = 200;
export const MOST_COMMENT = 500;
const MOST_MATCHERS = 16;

/** What is wrong with the matchers of a silence. Undefined: nothing. */
export function matchersFault(matchers: readonly LabelMatcher[]): string | undefined {
  if (matchers.length === 0) return 'A silence needs at least one matcher such as alertname=TrunkFailing.';
  if (matchers.length > MOST_MATCHERS) return `A silence has at most ${MOST_MATCHERS} matchers.`;
  // As in Alertmanager: a silence for everything would be made by mistake alone.
  return matchers.some((matcher) => !isMatched([matcher], {}))
    ? undefined
    : 'These matchers match everything, what has none of these labels included: name an alert or a label that it has.';
}

/** Whether a silence holds at a moment. It begins when it is made, so one that begins later was made by a clock that was set back since, and holds. */
export function holdsAt({ until, isEnded }: Silence, at: number): boolean {
  return isEnded !== true && at < until;
}

/** A silence after the clock was set back behind its begin: it begins now, and is as long as it was made. Otherwise it ends at the time that it says. */
export function withClock(silence: Silence, at: number): Silence {
  const { from, until, isEnded } = silence;
  return from <= at ? silence : { ...silence, from: at, until: isEnded === true ? at : at + (until - from) };
}

/** The ids of the silences that keep back an alert with these labels, `alertname` among them. */
export function silencedBy(silences: readonly Silence[], labels: SeriesLabels, at: number): readonly string[] {
  return silences.filter((one) => holdsAt(one, at) && isMatched(one.matchers, labels)).map(({ id }) => id);
}

/** Those that are still to be shown. */
export function withoutForgotten(silences: readonly Silence[], at: number): readonly Silence[] {
  return silences.filter(({ until }) => at - until < SHOW_OVER_SECONDS);
}
