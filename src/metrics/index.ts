export { counter, gauge, histogram } from './declare.ts';
export type { CounterDef, GaugeDef, HistogramDef, MetricDef } from './declare.ts';
export { labelText, open } from './label.ts';
export type { LabelArgs, LabelDomain, Labels, LabelText, LabelValues, OpenDomain } from './label.ts';
export type { BoundCounter, BoundGauge, BoundHistogram, Counter, Gauge, Histogram, InstrumentOf, Registry } from './instrument.ts';
