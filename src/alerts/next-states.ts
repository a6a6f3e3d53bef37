import type { Sample } from '../expressions/index.ts';
import { alertKey, type AlertSeries, type AlertStates } from './alert-states.ts';

/** What one alert is judged by. */
export interface AlertFinding {
  readonly alert: string;
  readonly forSeconds: number;
  readonly keepSeconds: number;
  readonly windowSeconds: number;
  readonly looksForAbsence: boolean;
  /** The series that its expression has. Absent: nothing is known this time. */
  readonly samples?: readonly Sample[];
}

/** Longer between two looks is a gap: time that counts for nothing, and of which the history has no values. */
const MOST_BETWEEN_SECONDS = 60;
/** What a restart may take until every series has its first value again. */
const RESTART_SECONDS = 30;
/** An alert that looks further back than this is judged by what is there. */
const MOST_HOLD_SECONDS = 600;
/** How long a resolved alert is still shown. */
const SHOW_RESOLVED_SECONDS = 900;
/** More label sets of one alert are not followed: they tell nothing that these do not. */
const MOST_LABEL_SETS = 10_000;
/** By so much a timer may be early. */
const EARLY_SECONDS = 0.1;

/** An alert that is no more, or is switched off, ends. */
const ENDED = { forSeconds: 0, keepSeconds: 0, windowSeconds: 0, looksForAbsence: false, samples: [] };

/**
 * The states at a moment (Unix seconds), from those before and what the expressions say. Alerts go the way of Prometheus: pending with the first value, firing after
 * `forSeconds`, resolved `keepSeconds` after the last. A gap neither fires nor resolves: the time within it counts for nothing, an alert whose series are gone
 * stays until the history reaches over its window again, and one that looks for absence begins only then. When the clock was set back, durations go on from where they were.
 */
export function nextStates(previous: AlertStates, findings: readonly AlertFinding[], at: number): AlertStates {
  const passed = at - (previous.at ?? at);
  const isGap = passed < 0 || passed > MOST_BETWEEN_SECONDS;
  const gap = gapAt(previous, isGap, at);
  const before = byAlert(previous, (one) => (isGap ? moved(one, passed, at) : one));
  const series = new Map<string, AlertSeries>();
  const judge = (finding: AlertFinding): void => {
    const isHeld = finding.samples === undefined || (gap !== undefined && at - gap.endedAt < holdSeconds(finding, gap.isLong));
    follow(before.get(finding.alert) ?? new Map(), { finding, at, passed: isGap ? 0 : passed, isHeld }, series);
    before.delete(finding.alert);
  };
  findings.forEach(judge);
  for (const alert of before.keys()) judge({ ...ENDED, alert });
  return { at, series, ...(gap === undefined ? {} : { gap }) };
}

interface Step {
  readonly finding: AlertFinding;
  readonly at: number;
  /** Since the last look; 0 when that does not count. */
  readonly passed: number;
  /** What is not there says nothing. */
  readonly isHeld: boolean;
}

/** Puts what becomes of the label sets of one alert into `series`. */
function follow(before: ReadonlyMap<string, AlertSeries>, step: Step, series: Map<string, AlertSeries>): void {
  const left = new Map(before);
  for (const sample of (step.finding.samples ?? []).slice(0, MOST_LABEL_SETS)) {
    const key = alertKey(step.finding.alert, sample.labels);
    left.delete(key);
    const next = there(before.get(key), sample, step);
    if (next !== undefined) series.set(key, next);
  }
  for (const [key, one] of left) {
    const next = gone(one, step);
    if (next !== undefined) series.set(key, next);
  }
}

function byAlert({ series }: AlertStates, change: (one: AlertSeries) => AlertSeries): Map<string, Map<string, AlertSeries>> {
  const groups = new Map<string, Map<string, AlertSeries>>();
  for (const [key, one] of series) {
    const group = groups.get(one.alert) ?? new Map<string, AlertSeries>();
    groups.set(one.alert, group.set(key, change(one)));
  }
  return groups;
}

function gapAt({ gap, isResumed }: AlertStates, isGap: boolean, at: number): AlertStates['gap'] {
  if (isGap || isResumed === true) return { endedAt: at, isLong: isGap };
  return gap !== undefined && at - gap.endedAt < MOST_HOLD_SECONDS ? gap : undefined;
}

function holdSeconds({ windowSeconds }: AlertFinding, isLong: boolean): number {
  return isLong ? Math.min(Math.max(windowSeconds, RESTART_SECONDS), MOST_HOLD_SECONDS) : RESTART_SECONDS;
}

/** Times of before a gap, or before the clock was set back: what was counted so far stays. */
function moved(one: AlertSeries, passed: number, at: number): AlertSeries {
  return {
    ...one,
    since: Math.min(one.since, at),
    activeAt: Math.min(one.activeAt, at),
    countsFrom: one.countsFrom + passed,
    ...(one.goneFrom === undefined ? {} : { goneFrom: one.goneFrom + passed }),
  };
}

/** The expression has it. */
function there(was: AlertSeries | undefined, { labels, value }: Sample, { finding, at, passed, isHeld }: Step): AlertSeries | undefined {
  const isDoubtful = isHeld && finding.looksForAbsence;
  if (was === undefined || was.state === 'resolved') {
    if (isDoubtful) return was;
    const state = finding.forSeconds > 0 ? 'pending' : 'firing';
    return { alert: finding.alert, labels, state, since: at, activeAt: at, value, countsFrom: at };
  }
  const { goneFrom: _, ...known } = { ...was, value };
  if (was.state === 'firing') return known;
  if (isDoubtful) return waiting(known, passed);
  return at - was.countsFrom > finding.forSeconds - EARLY_SECONDS ? { ...known, state: 'firing', since: at } : known;
}

/** The expression has it no more. */
function gone(was: AlertSeries, { finding, at, passed, isHeld }: Step): AlertSeries | undefined {
  if (was.state === 'resolved') return at - was.since < SHOW_RESOLVED_SECONDS ? was : undefined;
  if (isHeld) return waiting(was, passed);
  if (was.state === 'pending') return undefined;
  const goneFrom = was.goneFrom ?? at;
  if (at - goneFrom < finding.keepSeconds - EARLY_SECONDS) return { ...was, goneFrom };
  const { goneFrom: _, ...resolved } = was;
  return { ...resolved, state: 'resolved', since: at };
}

/** Nothing is known of the time since the last look: it does not count. */
function waiting(was: AlertSeries, passed: number): AlertSeries {
  return {
    ...was,
    countsFrom: was.countsFrom + passed,
    ...(was.goneFrom === undefined ? {} : { goneFrom: was.goneFrom + passed }),
  };
}
