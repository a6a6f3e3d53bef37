import { type CallRecord, type Ended, type Kpis, present, type RegistrationRecord, type TeleError } from '../core/index.ts';
import type { CaptureSummary } from '../sources/index.ts';
import { fileCapture, filesIdentity } from './imports/capture-files.ts';
import { importCaptures, type Capture, type CaptureCounts, type Captures, type ImportParts } from './imports/import-captures.ts';
import type { FinalCall } from './imports/final-calls.ts';
import { Outline } from './imports/outline.ts';
import { appendTo, createImportWriter, type ImportWriter } from './import-writer.ts';
import { loadPrivacyKey } from './privacy/key-file.ts';
import { keyCheckOf } from './privacy/keyed-hash.ts';
import { createPrivacy, type Privacy } from './privacy/privacy.ts';
import type { PresentedCall, PresentedRegistration } from './privacy/present-stored.ts';
import type { Settings } from './settings/server-settings.ts';
import { noteSynthetic } from './files/synthetic-folder.ts';
import { openStoreWriter } from './store-writer.ts';

/** A call of a capture file. `open`: its end is not in the file. */
export type ImportedCall = Omit<PresentedCall, 'ended'> & { readonly ended?: Ended | 'open' };

/** What a capture file holds. */
export interface ImportReport {
  /** Records of the file: datagrams, HEP frames or captured frames, whatever they carry. */
  readonly packets: number;
  /** Packets and messages that were understood, by what they carried: `sip`, `rtcp`, `quality`, `log`, `other`. */
  readonly read: Readonly<Record<string, number>>;
  /** What is neither SIP nor HEP, by kind. */
  readonly passedOver: CaptureSummary['passedOver'];
  /** What could not be read, by reason. */
  readonly rejects: Readonly<Record<string, number>>;
  /** Messages captured twice by the same agent: sooner than SIP repeats anything, or by a second tap. */
  readonly duplicates: number;
  /** By method of a request and by code of a response. */
  readonly retransmissions: Readonly<Record<string, number>>;
  /** What was let go or lost on the way, by reason: calls and messages that found no room among others. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Packets and messages whose own time was not used, by reason. */
  readonly clockFallbacks: Readonly<Record<string, number>>;
  /** By first packet, then by Call-ID. */
  readonly calls: readonly ImportedCall[];
  readonly registrations: readonly PresentedRegistration[];
  readonly kpis: Kpis;
}

/** What an import is made with. */
export interface ImportOptions {
  readonly path: string;
  readonly settings: Settings;
  /** Writes calls and registrations to the store of the settings. Without it nothing is written anywhere. */
  readonly isStored: boolean;
}

/** Which captures are imported, and what is told of them. */
export interface ImportRequest extends Omit<ImportParts, 'settings' | 'writer' | 'privacy' | 'onCall' | 'onRegistration' | 'onChange'> {
  readonly captures: readonly Capture[];
  readonly settings: Settings;
  /** Tells these captures from others, 32 bytes: without a store it is the key of their pseudonyms. */
  readonly identity: Uint8Array;
  readonly isStored: boolean;
  readonly onCall: (call: FinalCall, privacy: Privacy) => void;
  readonly onRegistration: (record: RegistrationRecord, privacy: Privacy) => void;
  readonly onChange?: (record: CallRecord, privacy: Privacy) => void;
}

/** The same of an import whose writer is made by somebody else. */
export interface RunRequest extends Omit<ImportRequest, 'captures' | 'settings' | 'identity' | 'isStored'>, Pick<ImportParts, 'settings'> {
  readonly captures: Captures;
}

/**
 * Reads one file and keeps all of its calls. Two imports of one file give the same report. Throws what `importAll` throws.
 */
export async function importFile({ path, settings, isStored }: ImportOptions): Promise<ImportReport> {
  const calls: { readonly record: CallRecord; readonly shown: ImportedCall }[] = [];
  const registrations: { readonly record: RegistrationRecord; readonly shown: PresentedRegistration }[] = [];
  const outline = new Outline();
  const { packets, read, passedOver, ...counts } = await importAll({
    captures: [fileCapture(path)],
    identity: await filesIdentity([path]),
    settings,
    isStored,
    now: () => Date.now() / 1000,
    onCall({ record }, privacy) {
      outline.addCall(record);
      calls.push({ record, shown: shownCall(record, privacy) });
    },
    onRegistration: (record, privacy) => void registrations.push({ record, shown: shownRegistration(record, privacy) }),
  });
  return {
    packets,
    read,
    passedOver,
    ...counts,
    calls: calls.toSorted((a, b) => byFirstPacket(a.record, b.record)).map(({ shown }) => shown),
    registrations: registrations.toSorted((a, b) => byFirstPacket(a.record, b.record)).map(({ shown }) => shown),
    kpis: outline.read().kpis,
  };
}

/**
 * Imports captures, with `isStored` into the store of the settings. Throws what `importCaptures` throws, and what opening the store and writing to it throws. What ends it early leaves
 * whole calls alone in the store.
 */
export async function importAll(request: ImportRequest): Promise<CaptureCounts> {
  const { settings, isStored, identity, now } = request;
  // Without a store the captures are their own key: ids repeat, and tell nothing to whom does not have them.
  const key = isStored ? loadPrivacyKey({ keyFile: settings.privacy.keyFile, dataFolder: settings.store.path }) : identity;
  const privacy = createPrivacy({ ...settings.privacy, key });
  if (!isStored) return runImport(request, privacy, undefined);
  const losses: TeleError[] = [];
  const failed = (error: TeleError, lost: number): void => void (lost > 0 && losses.push(error));
  const { store, lastLsn, close } = await openStoreWriter({ settings: settings.store, keyCheck: keyCheckOf(key), now, failed });
  try {
    // Straight to the store: the capture itself is what an import is repeated from.
    noteSynthetic(settings.store.path, settings.sources.synthetic, lastLsn() === 0);
    const counts = await runImport(request, privacy, createImportWriter(appendTo(store, lastLsn()), privacy));
    // What a killed server had left in the spool could not all be written.
    if (losses[0] !== undefined) throw losses[0];
    return counts;
  } finally {
    await close();
  }
}

/** Imports captures with a writer of what is found, if any. What ends it early leaves whole calls alone. */
export async function runImport(
  { onCall, onRegistration, onChange, captures, ...parts }: RunRequest,
  privacy: Privacy,
  writer: ImportWriter | undefined,
): Promise<CaptureCounts> {
  try {
    const counts = await importCaptures(captures, {
      ...parts,
      privacy,
      ...(writer === undefined ? {} : { writer }),
      onCall: (call) => onCall(call, privacy),
      onRegistration: (record) => onRegistration(record, privacy),
      ...(onChange === undefined ? {} : { onChange: (record: CallRecord) => onChange(record, privacy) }),
    });
    await writer?.finish();
    await parts.counts?.finish();
    return counts;
  } catch (error) {
    await writer?.cancel();
    await parts.counts?.finish();
    throw error;
  }
}

function byFirstPacket(a: CallRecord | RegistrationRecord, b: CallRecord | RegistrationRecord): number {
  return a.startedAt - b.startedAt || compareText(a.callId, b.callId) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A call as an import shows it. */
export function shownCall(record: CallRecord, privacy: Privacy): ImportedCall {
  const { ended, ...shown } = privacy.presentRecord(record);
  return { ...shown, ...present({ ended: record.state === 'ended' ? ended : ('open' as const) }) };
}

/** The same of a registration. */
export function shownRegistration(record: RegistrationRecord, privacy: Privacy): PresentedRegistration {
  return privacy.present(privacy.storeRegistration(record));
}
