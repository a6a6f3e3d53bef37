import { type EventOfType, type LabelText, present } from '../core/index.ts';
import type { RtcpBlock, RtcpReport } from '../wire/index.ts';

/** Where, when and of which call a report was captured. */
export interface ReportMeta {
  readonly at: number;
  /** When it reached this process, Unix seconds. */
  readonly receivedAt: number;
  readonly source: LabelText;
  /** The capture agent. */
  readonly agent: LabelText;
  /** Undefined when the frame names no call. */
  readonly callId: string | undefined;
}

/** The events of one report: one per block, or one without a block. */
export function mediaReports(report: RtcpReport, meta: ReportMeta): readonly EventOfType<'media.report'>[] {
  const { ssrc, packets, octets, senderAt } = report;
  const { callId, ...where } = meta;
  const shared = { type: 'media.report', ...where, ...present({ callId, ssrc, packets, octets, senderAt }) } as const;
  return report.blocks.length === 0 ? [shared] : report.blocks.map((block) => ({ ...shared, ...blockFields(block) }));
}

function blockFields({ fractionLostRatio, ...block }: RtcpBlock): Partial<EventOfType<'media.report'>> {
  return { ...block, ...present({ lossRatio: fractionLostRatio }) };
}
