import type { AlertChoices } from '../../alerts/index.ts';
import { urlOf } from '../answers.ts';
import { INITIAL_URL, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { missingPackage } from '../missing-package.ts';
import { readSettings } from '../read-settings.ts';
import { givenSettings } from '../setting-options.ts';

/** Settings that rules and dashboards need. */
export interface Naming {
  readonly choices: AlertChoices;
  readonly runbookUrl: string;
  /** The first word of the telephony metric names. */
  readonly namespace: string;
  readonly presets: readonly string[];
}

/** Default values of these settings. */
const UNSET: Naming = {
  choices: { off: [], thresholds: [] },
  runbookUrl: runbooksAt(INITIAL_URL),
  namespace: 'telephony',
  presets: [],
};
/** The variables that say otherwise. */
const SAYING = /^RINGSCOPE_(?:CONFIG$|ALERTS_|HTTP_|METRICS_|PRESETS)/;

/** Reads it. Where the packages that settings need are not installed it is as if none were set, unless some are: then it throws `PACKAGE_MISSING`. */
export async function readNaming(input: CommandInput, io: CommandIo): Promise<Naming> {
  try {
    const { alerts, http, metrics, presets } = await readSettings(input, io, await givenSettings(input));
    return {
      choices: alerts,
      runbookUrl: alerts.runbookUrl ?? runbooksAt(urlOf(http)),
      namespace: metrics.namespace,
      presets: presets.flatMap(({ name }) => (name === undefined ? [] : [name])),
    };
  } catch (error) {
    if (missingPackage(error) === undefined || isSomethingSet(input, io)) throw error;
    return UNSET;
  }
}

/** Reads a flag of a setting as a plain argument when the settings are not known. */
function isSomethingSet(input: CommandInput, { env }: CommandIo): boolean {
  return (
    textOption(input, 'config') !== undefined ||
    input.arguments.some((word) => word.startsWith('-')) ||
    Object.entries(env).some(([name, value]) => SAYING.test(name) && (value ?? '') !== '')
  );
}

function runbooksAt(url: string): string {
  return `${url}/runbooks`;
}
