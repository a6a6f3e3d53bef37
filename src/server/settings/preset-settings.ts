import { option } from '../../core/index.ts';
import { PRESET } from '../../presets/index.ts';

/** The settings of one preset. */
export const presetOptions = {
  name: option.optionalOneOf('The system whose names are shown.', PRESET),
};
