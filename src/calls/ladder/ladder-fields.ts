import { field, METHOD, type ShapeOf } from '../../core/index.ts';

/** What a message means for the call, seen from the side of its caller. */
export const LADDER_MARK = [
  'challenged',
  'early_media',
  'ringing',
  'answered',
  'refused',
  'cancelled',
  'held',
  'resumed',
  'transfer',
  'released',
] as const;
export type LadderMark = (typeof LADDER_MARK)[number];

/** The parts of a call that its messages show. */
const LADDER_PHASE = ['pdd', 'early_media', 'ring', 'talk'] as const;

/** One line of a ladder: a message as it went over one hop, whoever captured it and however often it was sent. */
export const LADDER_ROW_FIELDS = {
  at: field.at().describe('By the clock of the first vantage. Never before that of the row above.'),
  offsetSeconds: field.seconds().describe('Since the first row.'),
  src: field.text(),
  dst: field.text(),
  method: field.oneOf(METHOD),
  status: field.count().optional().describe('Absent in a request.'),
  phrase: field.text().optional().describe('What the status is called, e.g. `Busy Here`. Absent in a request, and when no RFC names it.'),
  sdp: field.oneOf(['offer', 'answer']).optional().describe('Which part its SDP has in the negotiation (RFC 3264). Absent without SDP.'),
  media: field
    .text()
    .optional()
    .describe('What that says of its first stream: codecs, address and direction. Absent without SDP, and where it was not kept.'),
  reasonSip: field.count().optional(),
  reasonQ850: field.count().optional(),
  vantages: field.list(field.count(), Infinity).describe('Who captured it: places in the list `vantages`.'),
  repeats: field.count().describe('How often it was sent again after the first time.'),
  repeatSeconds: field.seconds().optional().describe('From the first time to the last. Absent when it was sent once.'),
  duplicates: field.count().optional().describe('How often it was captured once more at the same place. Absent when never.'),
  marks: field
    .list(field.oneOf(LADDER_MARK), LADDER_MARK.length)
    .optional()
    .describe('What it means for the call, seen from the side of its caller; each on the first message that says so. Absent without any.'),
  isMoved: field.flag().optional().describe('true: its clock says it came before what caused it. Absent otherwise.'),
  places: field.list(field.count(), Infinity).describe('The messages it stands for: places in the timeline.'),
};
export type LadderRow = ShapeOf<typeof LADDER_ROW_FIELDS>;

/** The messages of a call as they are drawn, in the order of cause and effect. */
export const LADDER_FIELDS = {
  endpoints: field.list(
    field.shape({ address: field.text(), trunk: field.label().optional().describe('Absent when it is no trunk.') }),
    Infinity,
  ),
  vantages: field.list(
    field.shape({
      agent: field.label(),
      aheadSeconds: field
        .number()
        .optional()
        .describe('How far its clock is ahead of that of the first vantage; negative: behind. Absent when they agree within 0.1 s.'),
    }),
    Infinity,
  ),
  rows: field.list(field.shape(LADDER_ROW_FIELDS), Infinity),
  phases: field
    .list(
      field.shape({
        phase: field.oneOf(LADDER_PHASE),
        startSeconds: field.seconds().describe('Since the first row.'),
        endSeconds: field.seconds().optional().describe('Absent when no message shows its end.'),
      }),
      LADDER_PHASE.length,
    )
    .describe('Post-dial delay, early media, ringing and talk, as far as messages at the caller show them.'),
};
export type Ladder = ShapeOf<typeof LADDER_FIELDS>;
