import { labelText, TeleError, type Emit } from '../core/index.ts';
import {
  createHepStream,
  createPcapFramer,
  createPcapngFramer,
  createRecordFramer,
  isPcap,
  isPcapng,
  parseHep,
  type CaptureFramer,
  type CaptureRecord,
  type LinkFrame,
  type PassedOver,
} from '../wire/index.ts';
import { CaptureClock, type TimeBounds, type TimedRecord } from './capture-clock.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import { createFrameReader } from './capture-frames.ts';
import { createPacketReader, type PacketReader } from './packet-reader.ts';

/** The formats of capture files. */
export const CAPTURE_FORMAT = ['hepbin', 'stream', 'pcap', 'pcapng'] as const;
export type CaptureFormat = (typeof CAPTURE_FORMAT)[number];

/** What reading a capture file touches. */
export interface CaptureFileContext {
  readonly emit: Emit;
  /** Seed for the hashes of tags and branches. */
  readonly hashSeed: number;
  /** Headers that hold another id of the call. Absent: none is read. */
  readonly aliasHeaders?: readonly string[];
  /** Called before what a record holds is emitted, with the clock of the file (Unix seconds), which never goes back. */
  readonly onRecord: (clock: number) => void;
  /** Records of other times are counted as rejects and left out. Absent: all are taken. */
  readonly timeBounds?: TimeBounds;
}

/** Name under which the events of a capture file are emitted. */
export const CAPTURE_FILE = labelText('file');

/** What a capture file was found to hold. */
export interface CaptureSummary {
  /** Its records, whatever they carry. */
  readonly packets: number;
  /** What is neither SIP nor HEP, by kind, in the order of their names. */
  readonly passedOver: Readonly<Partial<Record<PassedOver, number>>>;
}

/** Reads one capture as its bytes come. */
export interface CaptureReader {
  /** Takes the next bytes, however many. Throws `FILE_FORMAT` when the first ones are those of no capture. */
  push(chunk: Uint8Array): void;
  /** Takes what waits for the next record to confirm its time: none comes for the moment. */
  release(): void;
  /** Counts that bytes could not be read. */
  reject(reason: string): void;
  /** Takes what is left. Throws `FILE_FORMAT` when neither content nor name is that of a capture. */
  end(): CaptureSummary;
}

/** Takes the bytes of a file and feeds what they hold to the packet reader. */
interface FormatReader {
  push(chunk: Uint8Array): void;
  release(): void;
  end(): void;
}

/** So many bytes tell every format. */
const HEAD_BYTES = 14;

/**
 * Makes the reader of a `.hepbin`, `.stream`, `.pcap` or `.pcapng` capture, which emits what it holds. The content decides the format; the name does when
 * the content is too short or too damaged to tell. Memory is bounded whatever the length of the capture. What cannot be read is a `source.rejected` event.
 */
export function createCaptureReader(name: string, context: CaptureFileContext): CaptureReader {
  let packets = 0;
  let lastAt = 0;
  const passedOver = new Map<PassedOver, number>();
  const surroundings: Surroundings = {
    ...context,
    inOrder: <T extends TimedRecord>(take: (record: T, at: number) => void, isTimeCounted: boolean) => {
      const clock = new CaptureClock<T>(
        {
          take(record, time) {
            lastAt = time.at;
            context.onRecord(time.clock);
            if (time.isSkewed && isTimeCounted) context.emit({ type: 'source.clock', at: lastAt, source: CAPTURE_FILE, reason: 'skewed' });
            take(record, lastAt);
          },
          refuse: (reason) => surroundings.reject(reason),
        },
        context.timeBounds,
      );
      return {
        push(record: T) {
          packets += 1;
          clock.push(record);
        },
        release: () => clock.release(),
        end: () => clock.end(),
      };
    },
    reject: (reason) => context.emit({ type: 'source.rejected', at: lastAt, source: CAPTURE_FILE, reason: labelText(reason) }),
    passOver: (kind) => void passedOver.set(kind, (passedOver.get(kind) ?? 0) + 1),
  };
  let reader: FormatReader | undefined;
  let head: Uint8Array | undefined;
  return {
    push(chunk) {
      if (reader !== undefined) return reader.push(chunk);
      head = head === undefined ? chunk : Buffer.concat([head, chunk]);
      if (head.length < HEAD_BYTES) return;
      reader = openReader(formatOf(head, name), surroundings);
      reader.push(head);
      head = undefined;
    },
    release: () => reader?.release(),
    reject: surroundings.reject,
    end() {
      const rest = head ?? new Uint8Array(0);
      if (reader === undefined) {
        // A file without content has a format only by its name.
        reader = openReader(formatOf(rest, name), surroundings);
        if (rest.length > 0) reader.push(rest);
      }
      reader.end();
      return { packets, passedOver: Object.fromEntries([...passedOver].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
    },
  };
}

/** Takes records in the order of the file. */
interface RecordOrder<T> {
  push(record: T): void;
  /** Takes what the first records are held back for. */
  release(): void;
  /** Takes what waits for the next record. */
  end(): void;
}

/** What a reader of one format does with what it finds. */
interface Surroundings extends CaptureFileContext {
  /**
   * Gives records their times by the clock of the file. With `isTimeCounted` a time that is not used is counted here; that of a HEP frame, the packet reader counts.
   */
  inOrder<T extends TimedRecord>(take: (record: T, at: number) => void, isTimeCounted: boolean): RecordOrder<T>;
  reject(reason: string): void;
  passOver(kind: PassedOver): void;
}

function formatOf(head: Uint8Array, path: string): CaptureFormat {
  if (isPcap(head)) return 'pcap';
  if (isPcapng(head)) return 'pcapng';
  if (isHepMagic(head, 0)) return 'stream';
  if (isHepMagic(head, 12) || (head.length > 13 && head[0] === 0 && head[1] === 0 && (head[12] === 1 || head[12] === 2))) return 'hepbin';
  const named = CAPTURE_FORMAT.find((format) => path.replace(/\.gz$/i, '').toLowerCase().endsWith(`.${format}`));
  if (named === undefined) throw new TeleError('FILE_FORMAT', `${path} is no capture file.`);
  return named;
}

function isHepMagic(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] === 0x48 || bytes[at] === 0x45) && bytes[at + 1] === 0x45 && bytes[at + 2] === 0x50 && bytes[at + 3] === 0x33;
}

function openReader(format: CaptureFormat, surroundings: Surroundings): FormatReader {
  const packets = createPacketReader({
    emit: surroundings.emit,
    source: CAPTURE_FILE,
    hashSeed: surroundings.hashSeed,
    aliasHeaders: surroundings.aliasHeaders ?? [],
  });
  const reader = openFormat(format, packets, surroundings);
  return {
    push: reader.push,
    release: reader.release,
    end() {
      reader.end();
      packets.settle(Number.POSITIVE_INFINITY);
    },
  };
}

function openFormat(format: CaptureFormat, packets: PacketReader, surroundings: Surroundings): FormatReader {
  switch (format) {
    case 'stream':
      return streamReader(packets, surroundings);
    case 'hepbin':
      return framedReader(
        createRecordFramer(),
        surroundings,
        surroundings.inOrder<CaptureRecord>(({ bytes }, at) => void packets.hep(bytes, at), false),
      );
    case 'pcap':
      return linkReader(createPcapFramer(), packets, surroundings);
    case 'pcapng':
      return linkReader(createPcapngFramer(), packets, surroundings);
  }
}

function framedReader<T extends object>(framer: CaptureFramer<T>, surroundings: Surroundings, records: RecordOrder<T>): FormatReader {
  return {
    push(chunk) {
      for (const record of framer.push(chunk)) {
        if ('malformed' in record) surroundings.reject(record.malformed);
        else records.push(record);
      }
    },
    release: () => records.release(),
    end() {
      records.end();
      const fault = framer.end();
      if (fault !== undefined) surroundings.reject(fault.malformed);
    },
  };
}

function linkReader(framer: CaptureFramer<LinkFrame>, packets: PacketReader, surroundings: Surroundings): FormatReader {
  const interfaces = new CaptureInterfaces(CAPTURE_FILE);
  let interfaceIndex: number | undefined;
  const frames = createFrameReader({
    sip(message, { protocol, src, dst }, at) {
      // What is captured twice of a TCP connection is left out where its segments are put in order.
      const index = protocol === 'udp' ? interfaceIndex : undefined;
      const agent = index === undefined ? CAPTURE_FILE : interfaces.vantageOf(message.bytes, index);
      packets.sip(message.bytes, { transport: protocol, src, dst, at, receivedAt: at, agent }, message);
    },
    hep: (bytes, at) => packets.hep(bytes, at),
    reject: surroundings.reject,
    passOver: surroundings.passOver,
  });
  const order = surroundings.inOrder<LinkFrame>((frame, at) => {
    ({ interfaceIndex } = frame);
    frames.take(frame, at);
  }, true);
  const records = framedReader(framer, surroundings, order);
  return {
    push: records.push,
    release: records.release,
    end() {
      records.end();
      frames.end();
    },
  };
}

/** A stream has no receive times: the frame's own time is taken, or that of the frame before. */
function streamReader(packets: PacketReader, surroundings: Surroundings): FormatReader {
  const stream = createHepStream();
  const records = surroundings.inOrder<TimedRecord>(({ bytes }, at) => void packets.hep(bytes, at), false);
  let isBroken = false;
  return {
    push(chunk) {
      if (isBroken) return;
      const fault = stream.feed(chunk, (frame) => {
        const hep = parseHep(frame);
        records.push({ at: 'malformed' in hep ? undefined : hep.at, bytes: frame });
      });
      if (fault === undefined) return;
      isBroken = true;
      surroundings.reject(fault.malformed);
    },
    release: () => records.release(),
    end() {
      records.end();
      if (!isBroken && stream.pendingBytes() > 0) surroundings.reject('truncated');
    },
  };
}
