import { option } from '../../core/index.ts';
import { PRESET } from '../../presets/index.ts';

/** The settings of one preset. */
export const presetOptions = {
  name: option.optionalOneOf('The system whose names are shown.', PRESET),
  sources: option.list('Sources whose events move it, e.g. hep or what a program calls itself. Empty: all.', []),
  bySource: option.oneOf('Whether every series has a label `source`; else several sources are shown as one.', ['no', 'yes'], 'no'),
};
