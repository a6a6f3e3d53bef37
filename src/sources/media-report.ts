import type { Emit, EventOfType, LabelText } from '../core/index.ts';
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

type MediaReport = EventOfType<'media.report'>;
type Draft = { -readonly [K in keyof MediaReport]: MediaReport[K] };
const NO_BLOCK: RtcpBlock = {};

/** Emits the events of one report: one per block, or one without a block. */
export function emitMediaReports(report: RtcpReport, meta: ReportMeta, emit: Emit): void {
  const { blocks } = report;
  if (blocks.length === 0) return emit(mediaReport(report, meta, NO_BLOCK));
  for (const block of blocks) emit(mediaReport(report, meta, block));
}

/** Hot: one property after the other; to copy those that are there costs five times as much. */
function mediaReport(report: RtcpReport, { at, receivedAt, source, agent, callId }: ReportMeta, block: RtcpBlock): MediaReport {
  const draft: Draft = { type: 'media.report', at, receivedAt, source, agent };
  if (callId !== undefined) draft.callId = callId;
  if (report.ssrc !== undefined) draft.ssrc = report.ssrc;
  if (report.packets !== undefined) draft.packets = report.packets;
  if (report.octets !== undefined) draft.octets = report.octets;
  if (report.senderAt !== undefined) draft.senderAt = report.senderAt;
  addBlock(draft, block);
  return draft;
}

function addBlock(draft: Draft, block: RtcpBlock): void {
  if (block.sourceSsrc !== undefined) draft.sourceSsrc = block.sourceSsrc;
  if (block.fractionLostRatio !== undefined) draft.lossRatio = block.fractionLostRatio;
  if (block.packetsLost !== undefined) draft.packetsLost = block.packetsLost;
  if (block.highestSequence !== undefined) draft.highestSequence = block.highestSequence;
  if (block.jitterTicks !== undefined) draft.jitterTicks = block.jitterTicks;
  if (block.lastSr !== undefined) draft.lastSr = block.lastSr;
  if (block.delaySinceLastSr !== undefined) draft.delaySinceLastSr = block.delaySinceLastSr;
}
