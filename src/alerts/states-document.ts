import type { SeriesLabels } from '../expressions/index.ts';
import { ALERT_STATE, alertKey, type AlertSeries, type AlertStates } from './alert-states.ts';

/** States as they are kept over a restart: plain data for JSON. */
export interface StatesDocument {
  readonly version: 1;
  readonly at?: number;
  readonly series: readonly StoredSeries[];
}

/** A number that JSON does not know is a text: `NaN`, `Infinity`. */
type StoredSeries = Omit<AlertSeries, 'value'> & { readonly value: number | string };

/** What is kept of states. */
export function statesDocument({ at, series }: AlertStates): StatesDocument {
  const stored = [...series.values()].map((one) => ({ ...one, value: Number.isFinite(one.value) ? one.value : String(one.value) }));
  return { version: 1, series: stored, ...(at === undefined ? {} : { at }) };
}

/** States as they were kept: what comes next is judged as after a gap. Undefined when this is no such document, or one of a later version. */
export function readStates(document: unknown): AlertStates | undefined {
  if (!isObject(document) || document['version'] !== 1 || !Array.isArray(document['series'])) return undefined;
  const { at } = document;
  if (at !== undefined && !isTime(at)) return undefined;
  const series = new Map<string, AlertSeries>();
  for (const stored of document['series']) {
    const one = readSeries(stored);
    if (one === undefined) return undefined;
    series.set(alertKey(one.alert, one.labels), one);
  }
  return at === undefined ? { series } : { at, isResumed: true, series };
}

function readSeries(stored: unknown): AlertSeries | undefined {
  if (!isObject(stored)) return undefined;
  const { alert, labels, since, activeAt, value, countsFrom, goneFrom } = stored;
  const state = ALERT_STATE.find((one) => one === stored['state']);
  const times = [since, activeAt, countsFrom, ...(goneFrom === undefined ? [] : [goneFrom])];
  if (typeof alert !== 'string' || !isLabels(labels) || !times.every(isTime) || state === undefined) return undefined;
  const known = {
    alert,
    labels,
    state,
    since: Number(since),
    activeAt: Number(activeAt),
    value: Number(value),
    countsFrom: Number(countsFrom),
  };
  return goneFrom === undefined ? known : { ...known, goneFrom: Number(goneFrom) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLabels(value: unknown): value is SeriesLabels {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
