import { field, LATENCY_STAGE } from '../../core/index.ts';

/** How values are spread: absent without any. Quantiles are within 1 %. */
export const DISTRIBUTION_FIELD = field
  .shape({
    count: field.count(),
    sum: field.number(),
    min: field.number(),
    max: field.number(),
    p50: field.number(),
    p95: field.number(),
    p99: field.number(),
  })
  .optional();

/** Latencies by stage, in seconds; a stage that did not occur is absent. */
export const LATENCIES_FIELD = field.shape(
  // Object.fromEntries loses that the names are the stages.
  Object.fromEntries(LATENCY_STAGE.map((stage) => [stage, DISTRIBUTION_FIELD])) as {
    readonly [Stage in (typeof LATENCY_STAGE)[number]]: typeof DISTRIBUTION_FIELD;
  },
);

/** Present when the deadline ended the counting: something is missing. */
export const IS_PARTIAL_FIELD = field
  .flag()
  .optional()
  .describe('true: the deadline ended the counting, something is missing. Absent otherwise.');
