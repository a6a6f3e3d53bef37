import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  countKpis,
  createPipeline,
  kpis,
  MAX_AHEAD_SECONDS,
  present,
  TeleError,
  type CallRecord,
  type Ended,
  type Kpis,
  type RegistrationRecord,
} from '../core/index.ts';
import { createEngine } from '../engine/index.ts';
import { readCaptureFile, type CaptureSummary } from '../sources/index.ts';
import { createImportTally } from './import-tally.ts';
import { createImportWriter, type ImportWriter } from './import-writer.ts';
import { loadPrivacyKey } from './privacy/key-file.ts';
import { keyCheckOf } from './privacy/keyed-hash.ts';
import { createPrivacy, type Privacy } from './privacy/privacy.ts';
import type { PresentedCall, PresentedRegistration } from './privacy/present-stored.ts';
import type { Settings } from './settings/server-settings.ts';
import { openStoreWriter } from './store-writer.ts';
import { trackerSettings } from './tracker-settings.ts';
import { createTrunkMatcher } from './settings/trunk-matcher.ts';

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
  /** Told now and then how many bytes of the file were read. */
  readonly onProgress?: (bytesRead: number) => void;
}

/** Longer than live: a file has no one who waits for it, and its agents' clocks may differ. */
const SETTLE_SECONDS = 10;
/** How far the file's clock runs between two looks at what has settled. */
const TICK_SECONDS = 1;
/** 1990, before there was SIP: the clock of the machine that captured was never set. */
const EARLIEST_STORED = 631_152_000;

/**
 * Reads a capture file through an engine of its own, whose clock is the time of the file's records. At the end of the file everything that can settle does.
 * Two imports of one file give the same report. Throws `FILE_UNREADABLE`, `FILE_FORMAT`, and with `isStored` what opening the store throws.
 */
export async function importFile(options: ImportOptions): Promise<ImportReport> {
  const { path, settings, isStored } = options;
  // Without a store the file is its own key: ids repeat, and tell nothing to whom does not have the file.
  const fileHash = await hashFile(path);
  const key = isStored ? loadPrivacyKey({ keyFile: settings.privacy.keyFile, dataFolder: settings.store.path }) : fileHash;
  const privacy = createPrivacy({ ...settings.privacy, key });
  if (!isStored) return runImport(options, privacy, undefined);
  const now = (): number => Date.now() / 1000;
  const losses: TeleError[] = [];
  const failed = (error: TeleError, lost: number): void => void (lost > 0 && losses.push(error));
  const { store, lastLsn, close } = await openStoreWriter({ settings: settings.store, keyCheck: keyCheckOf(key), now, failed });
  try {
    // Straight to the store: the file itself is what an import is repeated from.
    const writer = createImportWriter(store, privacy, lastLsn());
    const report = await runImport(options, privacy, writer);
    await writer.finish();
    // What a killed server had left in the spool could not all be written.
    if (losses[0] !== undefined) throw losses[0];
    return report;
  } finally {
    await close();
  }
}

async function hashFile(path: string): Promise<Uint8Array> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new TeleError('FILE_UNREADABLE', `${path} could not be read.`, cause);
  }
  return hash.digest();
}

async function runImport(options: ImportOptions, privacy: Privacy, writer: ImportWriter | undefined): Promise<ImportReport> {
  const { settings, path, isStored, onProgress } = options;
  let clock = 0;
  let nextTickAt = 0;
  const calls = new Map<string, CallRecord>();
  const registrations: RegistrationRecord[] = [];
  const tally = createImportTally();
  const engine = createEngine({
    pipeline: createPipeline(() => clock),
    settings: { ...trackerSettings(settings), settleSeconds: SETTLE_SECONDS },
    hashId: privacy.hashId,
    hashCallId: privacy.hashCallId,
    ...(isStored ? { sealCallId: privacy.sealCallId } : {}),
    trunkOf: createTrunkMatcher(settings.trunks),
    output(output) {
      if (output.type === 'registration.closed') registrations.push(output.record);
      else if (output.type !== 'latency.measured' && output.type !== 'call.told') calls.set(output.record.id, output.record);
      writer?.take(output);
    },
  });
  engine.add(tally);
  const { packets, passedOver } = await readCaptureFile(path, {
    emit: engine.emit,
    hashSeed: privacy.hashSeed,
    aliasHeaders: settings.hep.aliasHeaders,
    ...(isStored ? { timeBounds: { earliest: EARLIEST_STORED, latest: Date.now() / 1000 + MAX_AHEAD_SECONDS } } : {}),
    onRecord(fileClock, bytesRead) {
      clock = fileClock;
      if (clock < nextTickAt) return;
      engine.tick(clock);
      nextTickAt = clock + TICK_SECONDS;
      onProgress?.(bytesRead);
    },
  });
  engine.settleAll(clock);
  const { read, ...counts } = tally.counts();
  return {
    packets,
    read,
    passedOver,
    ...counts,
    calls: [...calls.values()].toSorted(byFirstPacket).map((record) => shownCall(record, privacy)),
    registrations: registrations.toSorted(byFirstPacket).map((record) => privacy.present(privacy.storeRegistration(record))),
    kpis: kpis(countKpis(calls.values())),
  };
}

function byFirstPacket(a: CallRecord | RegistrationRecord, b: CallRecord | RegistrationRecord): number {
  return a.startedAt - b.startedAt || compareText(a.callId, b.callId) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function shownCall(record: CallRecord, privacy: Privacy): ImportedCall {
  const { ended, ...shown } = privacy.presentRecord(record);
  return { ...shown, ...present({ ended: record.state === 'ended' ? ended : ('open' as const) }) };
}
