export { counter, gauge, histogram, info, summary, upDownGauge, windowed } from './declare/declare.ts';
export { legacy } from './declare/legacy.ts';
export type {
  CounterDef,
  GaugeDef,
  HistogramDef,
  InfoDef,
  MetricDef,
  NativeBuckets,
  SummaryDef,
  ToldSummaryDef,
  UpDownGaugeDef,
  WindowedDef,
} from './declare/declare.ts';
export { labelText, open } from './declare/label.ts';
export type {
  AllNames,
  Fallback,
  LabelArgs,
  LabelDomain,
  Labels,
  LabelText,
  LabelValues,
  OpenDomain,
  Positional,
} from './declare/label.ts';
export type {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  BoundInfo,
  BoundSummary,
  BoundToldSummary,
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
  SummaryFigures,
  ToldSummary,
  UpDownGauge,
  Windowed,
} from './record/instrument.ts';
export { collectMissedTotal, createRegistry, labelRejectedTotal, seriesRefusedTotal, valueRejectedTotal } from './registry.ts';
export type { SharedRegistry, RegistryOptions } from './registry.ts';
export type { Collector } from './collectors.ts';
export { readPages } from './scrape/reader.ts';
export type { Reader } from './scrape/reader.ts';
export { SampleReader } from './scrape/sample-reader.ts';
export { SeriesReader } from './scrape/series-reader.ts';
export type { FamilyReading, SeriesReading, SeriesValue } from './scrape/series-reader.ts';
export type { Rendering } from './scrape/rendering.ts';
export type { Run } from './text/runs.ts';
export type { Format, TextFormat } from './text/compose-family.ts';
export type { SharedPages } from './pages/shared-pages.ts';
export type { Exemplar } from './pages/exemplar-cells.ts';
export { Heartbeat } from './heartbeat.ts';
export { PROCESS_METRICS } from './process-metrics.ts';
export { lintMetrics } from './declare/lint-metrics.ts';
export type { MetricProblem } from './declare/lint-metrics.ts';
export { MetricError } from './declare/metric-error.ts';
export type { MetricErrorCode } from './declare/metric-error.ts';
