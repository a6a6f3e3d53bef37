import { field, type ShapeOf } from '../../core/index.ts';
import { PANEL_KIND, UNIT } from '../../dashboards/index.ts';

/** Series of one question of a panel, and values of each. */
export const MOST_LINES = 20;
export const MOST_ROWS = 100;
export const MOST_STEPS = 120;
const MOST_PANELS = 100;

/** Which dashboards there are. */
export const BOARDS_FIELDS = {
  boards: field.list(
    field.shape({
      name: field.text(),
      title: field.text(),
      description: field.text(),
      hasData: field.flag().describe('There is or was something of its subject: one of its series has a value.'),
    }),
    MOST_PANELS,
  ),
};
export type Boards = ShapeOf<typeof BOARDS_FIELDS>;

const LABELS = field.map(field.text(), 64);
const VALUE = field.number(-Number.MAX_VALUE, Number.MAX_VALUE);

const SERIES = {
  name: field.text().describe('The legend with the values of its labels.'),
  labels: LABELS,
  points: field
    .list(field.list(VALUE, 2), MOST_STEPS + 2)
    .describe('`[at, value]` for each step at which there is a value; the end alone for `number`, `bars` and `table`.'),
};

const PANEL = {
  title: field.text(),
  description: field.text(),
  unit: field.oneOf(UNIT),
  kind: field.oneOf(PANEL_KIND),
  bounds: field
    .shape({ warning: VALUE, bad: VALUE, isLow: field.flag().optional() })
    .optional()
    .describe('From which value on it is to be looked at, and from which it is bad; `isLow`: below them instead.'),
  links: field
    .list(field.shape({ title: field.text(), conditions: LABELS }), MOST_PANELS)
    .describe('To calls: conditions of `GET /api/v1/calls`, in which `{trunk}` stands for the value of a label.'),
  series: field.list(field.shape(SERIES), Infinity).describe('Those with the highest values. Empty: there is nothing of it.'),
  more: field.count().optional().describe('How many other series there are. Absent when none.'),
  missing: field
    .oneOf(['too_many', 'no_time'])
    .optional()
    .describe('Why values are missing: they would have been too many to read, or there was no time. Absent when none are.'),
};

/** A dashboard with the values of its panels. */
export const BOARD_FIELDS = {
  name: field.text(),
  title: field.text(),
  description: field.text(),
  since: field.at().describe('The beginning of what is shown: values of before are not kept.'),
  until: field.at(),
  stepSeconds: field.seconds(),
  rows: field.list(field.shape({ title: field.text(), panels: field.list(field.shape(PANEL), MOST_PANELS) }), MOST_PANELS),
};
export type ShownBoard = ShapeOf<typeof BOARD_FIELDS>;
export type ShownPanel = ShapeOf<typeof PANEL>;
export type ShownSeries = ShapeOf<typeof SERIES>;

/** Which dashboard of which time is asked for. */
export interface PanelsQuery {
  readonly name: string;
  readonly since: number;
  readonly until: number;
}
