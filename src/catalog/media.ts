import { catalog, moves } from '../core/index.ts';
import { counter, open } from '../metrics/index.ts';

export const mediaReports = counter('telephony_media_reports_total', {
  help: 'RTCP reports received, one per report block.',
  labels: { source: open(32) },
});

/** What the parties of calls report of their media. */
export const mediaCatalog = catalog('media', [moves(mediaReports, { 'media.report': ({ source }, metric) => metric.inc({ source }) })]);
