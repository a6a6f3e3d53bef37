import { TeleError } from '../core/index.ts';

const HINT =
  'Correct the named options; docs/sdk.md lists every option of createRingscope, and docs/otlp.md those of `otlp` with the variables.';

/** What is wrong with options that a program gave, as sentences without their ends. */
export function optionFault(faults: readonly string[], cause?: unknown): TeleError {
  return new TeleError('CONFIG_INVALID', sentence(`createRingscope: ${faults.join('; ')}`), cause, HINT);
}

function sentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}
