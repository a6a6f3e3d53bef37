import { joinMetadata, type CallRecord, present, shownMetadata, type Private } from '../core/index.ts';
import type { ReportedCall } from './reported-call.ts';
import type { TrackerContext } from './tracker-context.ts';

/** Between the encrypted parts, one for each report: a letter that base64url has not. */
const SEPARATOR = '.';

/** What one report said of its call besides. */
export interface ReportMetadata {
  /** What everybody may see of it. */
  readonly shown: string;
  /** All of it, encrypted. Undefined when it is not kept. */
  readonly sealed: string | undefined;
}

/** Takes what a report says besides. Undefined when it says nothing. */
export function readMetadata(metadata: Private | undefined, seal: TrackerContext['sealMetadata']): ReportMetadata | undefined {
  const shown = metadata === undefined ? undefined : shownMetadata(metadata);
  return metadata === undefined || shown === undefined ? undefined : { shown, sealed: seal?.(metadata) };
}

/** The metadata of a record: what was told before a restart, and since. */
export function reportedMetadata({ adopted, metadata }: ReportedCall): Pick<CallRecord, 'metadata' | 'metadataSealed'> {
  const shown = [adopted?.metadata, ...metadata.map((one) => one.shown)].filter((text) => text !== undefined);
  const sealed = [adopted?.metadataSealed, ...metadata.map((one) => one.sealed)].filter((text) => text !== undefined);
  return present({ metadata: joinMetadata(shown), metadataSealed: sealed.length === 0 ? undefined : sealed.join(SEPARATOR) });
}
