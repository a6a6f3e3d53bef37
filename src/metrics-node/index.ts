export { acceptsGzip, CONTENT_TYPE, negotiate } from './negotiate.ts';
export { createMetricsResponder } from './metrics-response.ts';
export type { MetricsResponder, MetricsResponse, RequestHeaders } from './metrics-response.ts';
export { sendMetrics, webResponse } from './send-metrics.ts';
export { observeProcess } from './observe-process.ts';
export type { ProcessObserver } from './observe-process.ts';
export { PROCESS_METRICS } from './process-metrics.ts';
