export {
  createChangeEncoder,
  decodeChanges,
  decodeRegistration,
  decodeSpooled,
  encodeChanges,
  encodeRegistration,
  encodeEntries,
} from './changes.ts';
export type { ChangeToEncode, PackedChange } from './changes.ts';
export { joinCall, PackedCall, readHead } from './packed-call.ts';
export type { CallColumns, CallHead } from './packed-call.ts';
export { FieldWriter, type TimelinePart } from './field-writer.ts';
export { createTimelineEncoder, decodeTimeline, encodeTimeline } from './timeline.ts';
export { decodeTimelineRow, encodeTimelineRow } from './timeline-row.ts';
export type { NumberedTimeline } from './timeline-row.ts';
export { createPartEncoder, decodePart } from './open-part.ts';
export type { OpenPart, PartCall } from './open-part.ts';
export { decodeFrame, encodeFrameHeader, FRAME_HEADER_BYTES, frameBytes, lsnOf, mayBeFrame } from './spool-frame.ts';
export type { SpoolFrame } from './spool-frame.ts';
export { HEAD_BYTES, openBlock, readHead as readRawHead, sealBlock } from './raw-block.ts';
export { keyedHashStart } from './keyed-hash.ts';
export { joinDetail, splitDetail, writeSplitDetail } from './template.ts';
export { microseconds, seconds } from './microseconds.ts';
export { STATE_NUMBERS } from './word-numbers.ts';
export { decodeMarks, encodeMarks } from './told.ts';
export type { ProgramMark, ToldChange } from './told.ts';
export { decodeSeriesValues, encodeSeriesValues } from './series-values.ts';
export type { NumberedValues, SeriesValues } from './series-values.ts';
