export { counter, gauge, histogram, info, summary, upDownGauge, windowed } from './declare.ts';
export { legacy } from './legacy.ts';
export type {
  CounterDef,
  GaugeDef,
  HistogramDef,
  InfoDef,
  MetricDef,
  NativeBuckets,
  SummaryDef,
  UpDownGaugeDef,
  WindowedDef,
} from './declare.ts';
export { labelText, open } from './label.ts';
export type { AllNames, Fallback, LabelArgs, LabelDomain, Labels, LabelText, LabelValues, OpenDomain, Positional } from './label.ts';
export type {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  BoundInfo,
  BoundSummary,
  BoundUpDownGauge,
  BoundWindowed,
  Counter,
  Gauge,
  Histogram,
  Info,
  InstrumentOf,
  Labelled,
  Registry,
  Summary,
  UpDownGauge,
  Windowed,
} from './instrument.ts';
export { collectMissedTotal, createRegistry, labelRejectedTotal, seriesRefusedTotal, valueRejectedTotal } from './registry.ts';
export type { SharedRegistry, RegistryOptions } from './registry.ts';
export type { Collector } from './collectors.ts';
export { readPages } from './reader.ts';
export type { Reader } from './reader.ts';
export type { Rendering } from './rendering.ts';
export type { Run } from './runs.ts';
export type { Format, TextFormat } from './compose-family.ts';
export type { SharedPages } from './shared-pages.ts';
export type { Exemplar } from './exemplar-cells.ts';
export { Heartbeat } from './heartbeat.ts';
export { lintMetrics } from './lint-metrics.ts';
export type { MetricProblem } from './lint-metrics.ts';
export { MetricError } from './metric-error.ts';
export type { MetricErrorCode } from './metric-error.ts';
