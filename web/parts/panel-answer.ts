import type { Answer } from '../api/ask.ts';
import type { Format } from './units.ts';

/** A panel with its values, as the server answers it. */
export type PanelAnswer = Answer<'/api/v1/panels/{name}'>['rows'][number]['panels'][number];
export type PanelSeries = PanelAnswer['series'][number];

/** The time that is shown, and the steps in it of which there is any value. */
export interface Span {
  readonly since: number;
  readonly until: number;
  readonly times: readonly number[];
}

/** What every kind of panel is made of. */
export interface Drawn {
  readonly panel: PanelAnswer;
  readonly format: Format;
  readonly times: readonly number[];
}

/** How a value is by the bounds of its panel. */
export function ratingOf(value: number, bounds: PanelAnswer['bounds']): 'good' | 'warn' | 'bad' {
  if (bounds === undefined) return 'good';
  const isBeyond = (bound: number): boolean => (bounds.isLow === true ? value < bound : value > bound);
  return isBeyond(bounds.bad) ? 'bad' : isBeyond(bounds.warning) ? 'warn' : 'good';
}
