import type { MetricDef } from './declare/declare.ts';
import { cellsPerSeries, familyOf } from './pages/family.ts';
import type { LabelDomain } from './declare/label.ts';
import { MetricError } from './declare/metric-error.ts';
import { MIN_WINDOW } from './histogram/native-window.ts';
import { PAGE_CELLS } from './pages/shared-pages.ts';

const METRIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The label that the samples of a kind have of themselves. */
const RESERVED: Readonly<Partial<Record<MetricDef['kind'], string>>> = { histogram: 'le', summary: 'quantile', toldSummary: 'quantile' };

/** The most buckets of one histogram, of each sort: a series must fit into one page of cells. */
const MAX_BUCKETS = 1000;

/** The most series that one metric could ever have; beyond it the index of a series is no exact number. */
const MAX_SERIES = Number.MAX_SAFE_INTEGER;

/** Throws `METRIC_INVALID` when a declaration cannot be exposed. Style is `lintMetrics`' concern. */
export function checkMetric(def: MetricDef): void {
  const fault = nameFault(def) ?? labelsFault(def) ?? bucketsFault(def) ?? quantilesFault(def) ?? widthFault(def);
  if (fault !== undefined) throw new MetricError('METRIC_INVALID', `${def.name}: ${fault}.`);
}

function nameFault(def: MetricDef): string | undefined {
  if (!METRIC_NAME.test(def.name)) return 'the name is not made of letters, digits and underscores';
  if (def.isLegacy === true) return undefined;
  if (def.kind === 'counter' && !/._total$/.test(def.name)) return 'the name of a counter ends in _total';
  if (def.kind === 'info' && !/._info$/.test(def.name)) return 'the name of an info ends in _info';
  return undefined;
}

function labelsFault(def: MetricDef): string | undefined {
  let series = 1;
  for (const [name, domain] of Object.entries(def.labels)) {
    if (!LABEL_NAME.test(name) || name.startsWith('__')) return `the label name ${name} is not allowed`;
    if (name === RESERVED[def.kind]) return `the label ${name} belongs to the ${def.kind} itself`;
    const fault = domainFault(domain) ?? fallbackFault(domain, def.fallback?.[name]);
    if (fault !== undefined) return `the label ${name} ${fault}`;
    series *= 'max' in domain ? domain.max + 1 : domain.length;
  }
  return series > MAX_SERIES ? 'its labels could make too many series' : undefined;
}

function domainFault(domain: LabelDomain): string | undefined {
  if ('max' in domain) {
    if (!Number.isSafeInteger(domain.max) || domain.max <= 0) return 'has a cap that is no positive whole number';
    return (domain.idleSeconds ?? 1) > 0 ? undefined : 'has an idle time that is not above 0';
  }
  if (domain.length === 0) return 'has no values';
  return new Set(domain).size === domain.length ? undefined : 'lists a value twice';
}

function fallbackFault(domain: LabelDomain, fallback: string | undefined): string | undefined {
  if (fallback === undefined) return undefined;
  return 'max' in domain || !domain.includes(fallback) ? 'has a fallback that is none of its values' : undefined;
}

function bucketsFault(def: MetricDef): string | undefined {
  if (def.kind !== 'histogram') return undefined;
  if (def.buckets.length > MAX_BUCKETS) return `it has more than ${MAX_BUCKETS} buckets`;
  if (def.buckets.some((bound) => !Number.isFinite(bound))) return 'a bucket bound is not finite';
  if (!isAscending(def.buckets)) return 'the bucket bounds do not ascend';
  if (def.native === undefined) return def.buckets.length === 0 ? 'it has no buckets' : undefined;
  const { factor, maxBuckets } = def.native;
  if (!(factor > 1 && factor < Infinity)) return 'the factor of its native buckets is no number above 1';
  const isAllowed = Number.isInteger(maxBuckets) && maxBuckets >= MIN_WINDOW && maxBuckets <= MAX_BUCKETS;
  return isAllowed ? undefined : `the most native buckets are no whole number from ${MIN_WINDOW} to ${MAX_BUCKETS}`;
}

function widthFault(def: MetricDef): string | undefined {
  return cellsPerSeries(familyOf(def, true)) >= PAGE_CELLS ? 'its exemplars are too many for one series' : undefined;
}

function quantilesFault(def: MetricDef): string | undefined {
  if (def.kind === 'windowed') return windowFault(def);
  if (def.kind !== 'summary' && def.kind !== 'toldSummary') return undefined;
  if (def.quantiles.length === 0) return 'it has no quantiles';
  if (!def.quantiles.every((quantile) => quantile >= 0 && quantile <= 1)) return 'a quantile is not between 0 and 1';
  if (!isAscending(def.quantiles)) return 'the quantiles do not ascend';
  return def.kind === 'summary' ? windowFault(def) : undefined;
}

function windowFault({ windowSeconds }: { readonly windowSeconds: number }): string | undefined {
  return windowSeconds > 0 && windowSeconds < Infinity ? undefined : 'its window is no time';
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
}
