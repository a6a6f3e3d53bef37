import type { LabelText } from '../metrics/index.ts';
import { labelText } from '../metrics/index.ts';

/** The capture agent, and the program, that test calls are told to come from: what an operator sends to see whether anything arrives. */
export const PROBE_AGENT: LabelText = labelText('ringscope-send');

/** Whether a call is one that an operator sent as a test: it is marked as generated, and no ratio and no metric of calls counts it. */
export function isProbe({ agent }: { readonly agent?: string | undefined }): boolean {
  return agent === PROBE_AGENT;
}
