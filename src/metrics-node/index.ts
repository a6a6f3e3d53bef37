export { acceptsGzip, CONTENT_TYPE, negotiate } from './negotiate.ts';
export { metricsResponse } from './metrics-response.ts';
export type { MetricsResponse, RequestHeaders } from './metrics-response.ts';
export { observeProcess } from './observe-process.ts';
export type { ProcessObserver } from './observe-process.ts';
export { PROCESS_METRICS } from './process-metrics.ts';
