import {
  type Emit,
  eventTime,
  type EventTime,
  type KeepRaw,
  labelText,
  type LabelText,
  type SourceArrivals,
  type Transport,
} from '../core/index.ts';
import { type Absent, type Hep, parseHep, parseRtcpJson, parseSip, type Sip, sipHeaders, type SipHeaders } from '../wire/index.ts';
import { type CaptureAgent, CaptureAgents } from './capture-agents.ts';
import { cutText } from './cut-text.ts';
import { HepEndpoints } from './hep-endpoint.ts';
import { inflateFrame, inflatePayload, isGzip, isLog, keyInHead, type PacketKind, payloadKind } from './hep-payload.ts';
import { emitMediaReports } from './media-report.ts';
import { PeerRates } from './peer-rates.ts';
import { keyRefusalWord, refusalWord } from './refusal-word.ts';
import { RefusedSenders } from './refused-senders.ts';
import { SipEvents, type SipMeta } from './sip-event.ts';
import { SipFragments, type Waiting } from './sip-fragments.ts';

/** What a packet reader is made with. */
export interface PacketReaderOptions {
  /** The name under which its events appear. */
  readonly source: LabelText;
  readonly emit: Emit;
  /** Seed of the hashes of tags, branches and messages. */
  readonly hashSeed: number;
  /** Judges the key of a HEP frame, which is empty in one without. Absent: keys are not looked at. */
  readonly isKeyValid?: (key: Uint8Array) => boolean;
  /** Headers that hold another id of the call. Absent: none is read. */
  readonly aliasHeaders?: readonly string[];
  /** HEP frames per second and sender address; those above are refused. Absent: no limit. */
  readonly maxPacketsPerSecond?: number;
  /** Takes every message that becomes an event. Absent: nobody keeps them. */
  readonly keepRaw?: KeepRaw;
}

/** Turns packets into events: the same code for what arrives at a socket and for what is read from a file. */
export interface PacketReader {
  /**
   * Takes one HEP frame; true when it is one, with the right key. `receivedAt` is its arrival in Unix seconds; absent for a file that does not say, where the frame's own
   * time stands for it. `peer` is the address that it came from; absent for a file.
   */
  hep(bytes: Uint8Array, receivedAt?: number, peer?: string): boolean;
  /** Takes one bare SIP message. `absent`: what of its end is not in `bytes`. */
  sip(bytes: Uint8Array, meta: SipMeta, absent?: Absent): void;
  /** Counts a packet that was refused before it was read. `reason` is one of few words, `bytes` what there is of it. */
  reject(reason: string, receivedAt: number, peer?: string, bytes?: Uint8Array): void;
  /** What has arrived by now, by sender. */
  arrivals(now: number): SourceArrivals;
  /** Emits messages whose rest has not come within 200 ms of `now`, Unix seconds; `Infinity` at the end. */
  settle(now: number): void;
}

/** Makes a packet reader. It emits `sip.message`, `sip.anomaly`, `media.report`, `source.packet`, `source.rejected`, `source.clock`, `source.agent` and `event.dropped`. */
export function createPacketReader(options: PacketReaderOptions): PacketReader {
  return new Reader(options);
}

const NO_START_LINE = { malformed: 'no_start_line' } as const;
const INFLATE_FAILED = { malformed: 'inflate_failed' } as const;
const BAD_KEY = { malformed: 'bad_key' } as const;
/** The field of a frame whose label may be hidden, as events name it. */
const AGENT_FIELD = labelText('agent');
const NO_BYTES = new Uint8Array(0);

class Reader implements PacketReader {
  readonly #options: PacketReaderOptions;
  readonly #emit: Emit;
  readonly #source: LabelText;
  readonly #events: SipEvents;
  readonly #headers: SipHeaders;
  readonly #endpoints = new HepEndpoints();
  readonly #agents: CaptureAgents;
  readonly #rates: PeerRates | undefined;
  readonly #fragments = new SipFragments((waiting) => this.#takeCut(waiting));
  readonly #refused = new RefusedSenders();
  /** Who sent the packet that is being read. */
  #peer = '';
  /** Arrival of the last packet; stands in when a file has no times. */
  #lastAt = 0;

  constructor(options: PacketReaderOptions) {
    this.#options = options;
    this.#emit = options.emit;
    this.#source = options.source;
    this.#events = new SipEvents(options.source, options.hashSeed);
    this.#headers = sipHeaders(options.aliasHeaders ?? []);
    this.#rates = options.maxPacketsPerSecond === undefined ? undefined : new PeerRates(options.maxPacketsPerSecond);
    this.#agents = new CaptureAgents((agent) => {
      this.#noteAgent(agent, 'new');
      if (agent.isHidden) this.#noteHidden();
    });
  }

  hep(bytes: Uint8Array, receivedAt?: number, peer?: string): boolean {
    this.#peer = peer ?? '';
    const hep = isGzip(bytes) ? this.#inflate(bytes, receivedAt) : parseHep(bytes, receivedAt);
    if ('malformed' in hep) {
      const word = 'word' in hep ? hep.word : refusalWord(hep.malformed, bytes);
      this.#refuse(hep.malformed, word, receivedAt ?? this.#lastAt);
      return false;
    }
    this.#lastAt = receivedAt ?? hep.at ?? this.#lastAt;
    if (!this.#fragments.isEmpty) this.#fragments.releaseDue(this.#lastAt);
    if (this.#options.isKeyValid?.(hep.key) === false) {
      this.#refuse(BAD_KEY.malformed, keyRefusalWord(hep.version, hep.key), this.#lastAt);
      return false;
    }
    this.#takeFrame(hep, bytes.length, peer);
    return true;
  }

  sip(bytes: Uint8Array, meta: SipMeta, absent?: Absent): void {
    this.#lastAt = meta.receivedAt;
    const sip = parseSip(bytes, 0, bytes.length, absent, this.#headers);
    if ('malformed' in sip) return this.#refuseRead(absent?.isCut === true ? 'truncated' : `sip_${sip.malformed}`, meta.receivedAt);
    this.#accept('sip', bytes.length, meta.receivedAt);
    this.#publish(sip, meta, this.#events.nextArrival());
  }

  reject(reason: string, receivedAt: number, peer: string = '', bytes: Uint8Array = NO_BYTES): void {
    this.#peer = peer;
    this.#refuse(reason, refusalWord(reason, bytes), receivedAt);
  }

  arrivals(now: number): SourceArrivals {
    const [agents, refused] = [this.#agents.all(now), this.#refused.all()];
    return { agents, refused, others: { frames: this.#agents.otherFrames, refused: this.#refused.others } };
  }

  /** Refuses the packet that is being read. */
  #refuseRead(reason: string, receivedAt: number): void {
    this.#refuse(reason, reason, receivedAt);
  }

  #refuse(reason: string, word: string, receivedAt: number): void {
    this.#refused.add(this.#peer, word, receivedAt);
    this.#emit({ type: 'source.rejected', at: receivedAt, receivedAt, source: this.#source, reason: labelText(reason) });
  }

  settle(now: number): void {
    this.#fragments.releaseDue(now);
  }

  /** A frame that was compressed as a whole. Where a key is needed, no more than its head is inflated before the key was seen there. */
  #inflate(
    bytes: Uint8Array,
    receivedAt: number | undefined,
  ): ReturnType<typeof parseHep> | typeof INFLATE_FAILED | (typeof BAD_KEY & { readonly word: string }) {
    const { isKeyValid } = this.#options;
    if (isKeyValid !== undefined) {
      const key = keyInHead(bytes);
      if (key === undefined) return INFLATE_FAILED;
      if (!isKeyValid(key)) return { ...BAD_KEY, word: keyRefusalWord(3, key) };
    }
    const frame = inflateFrame(bytes);
    return frame === undefined ? INFLATE_FAILED : parseHep(frame, receivedAt);
  }

  #takeFrame(hep: Hep, lengthBytes: number, peer: string | undefined): void {
    if (this.#rates?.isOver(peer ?? '', this.#lastAt) === true) return this.#limit(this.#lastAt);
    const agent = this.#agents.of(hep, peer, this.#lastAt);
    this.#noteFrame(hep, agent);
    if (!hep.isCompressed) return this.#takePayload(hep, agent, hep.bytes, hep.payloadStart, hep.payloadEnd, lengthBytes);
    const payload = inflatePayload(hep.payload);
    if (payload === undefined) return this.#refuseRead(INFLATE_FAILED.malformed, this.#lastAt);
    this.#takePayload(hep, agent, payload, 0, payload.length, lengthBytes);
  }

  #takePayload(hep: Hep, agent: CaptureAgent, bytes: Uint8Array, start: number, end: number, lengthBytes: number): void {
    const receivedAt = this.#lastAt;
    // Hot: the start line is read once, as part of the message; only of what has none it is asked what else it is.
    const sip = isLog(hep.payloadType) ? NO_START_LINE : parseSip(bytes, start, end, undefined, this.#headers);
    if (!('malformed' in sip)) return this.#takeSip(sip, hep, agent, lengthBytes);
    if (sip.malformed !== 'no_start_line') return this.#refuseRead(`sip_${sip.malformed}`, receivedAt);
    const kind = payloadKind(hep.payloadType, bytes, start, end);
    if (kind === 'sip') return this.#refuseRead(`sip_${sip.malformed}`, receivedAt);
    if (kind === 'rtcp') return this.#takeReport(hep, agent, parseRtcpJson(bytes, receivedAt, start, end), lengthBytes);
    if (kind !== 'fragment') return this.#accept(kind, lengthBytes, receivedAt);
    this.#takeRest(bytes.subarray(start, end), this.#meta(hep, agent, eventTime(hep.at, receivedAt)), lengthBytes);
  }

  #takeSip(sip: Sip, hep: Hep, agent: CaptureAgent, lengthBytes: number): void {
    const receivedAt = this.#lastAt;
    const time = eventTime(hep.at, receivedAt);
    this.#accept('sip', lengthBytes, receivedAt);
    this.#noteClock(time, receivedAt);
    agent.figures.countMessage(sip.status, sip.method, hep.at, receivedAt);
    this.#takeMessage(sip, this.#meta(hep, agent, time));
  }

  #meta(hep: Hep, agent: CaptureAgent, { at }: EventTime): SipMeta {
    return {
      at,
      receivedAt: this.#lastAt,
      src: this.#endpoints.src(hep),
      dst: this.#endpoints.dst(hep),
      transport: transportOf(hep.protocol),
      agent: agent.label,
    };
  }

  #takeReport(hep: Hep, agent: CaptureAgent, report: ReturnType<typeof parseRtcpJson>, lengthBytes: number): void {
    const receivedAt = this.#lastAt;
    if ('malformed' in report) return this.#refuseRead(`rtcp_${report.malformed}`, receivedAt);
    this.#accept('rtcp', lengthBytes, receivedAt);
    const time = eventTime(hep.at, receivedAt);
    this.#noteClock(time, receivedAt);
    const { correlationId } = hep;
    const callId = correlationId === undefined ? undefined : cutText(correlationId);
    emitMediaReports(report, { at: time.at, receivedAt, source: this.#source, agent: agent.label, callId }, this.#emit);
  }

  /** A message that is cut short waits for its rest, except on UDP, where no more can come. */
  #takeMessage(sip: Sip, meta: SipMeta): void {
    if (!this.#fragments.isEmpty) this.#fragments.releaseBefore(meta);
    const arrival = this.#events.nextArrival();
    if (!sip.isCutShort || meta.transport === 'udp') return this.#publish(sip, meta, arrival);
    this.#fragments.hold({ bytes: sip.bytes.subarray(sip.start, sip.end), meta, arrival });
  }

  #takeRest(part: Uint8Array, meta: SipMeta, lengthBytes: number): void {
    const joined = this.#fragments.join(part, meta);
    if (joined === undefined) return this.#refuseRead('sip_fragment', meta.receivedAt);
    this.#accept('sip', lengthBytes, meta.receivedAt);
    const sip = this.#parse(joined.bytes);
    if (!('malformed' in sip) && sip.isCutShort) this.#fragments.hold(joined);
    else this.#takeCut(joined);
  }

  #parse(bytes: Uint8Array): ReturnType<typeof parseSip> {
    return parseSip(bytes, 0, bytes.length, undefined, this.#headers);
  }

  /** Its first part had a start line, a Call-ID and a CSeq, so the whole has too. */
  #takeCut(waiting: Waiting): void {
    const sip = this.#parse(waiting.bytes);
    if ('malformed' in sip) return this.#refuseRead(`sip_${sip.malformed}`, waiting.meta.receivedAt);
    this.#publish(sip, waiting.meta, waiting.arrival);
  }

  #publish(sip: Sip, meta: SipMeta, arrival: number): void {
    const event = this.#events.event(sip, meta, arrival);
    if (event.anomalies !== undefined) {
      for (const anomaly of event.anomalies) {
        this.#emit({ type: 'sip.anomaly', at: meta.at, receivedAt: meta.receivedAt, source: this.#source, agent: meta.agent, anomaly });
      }
    }
    this.#emit(event);
    this.#options.keepRaw?.({ at: meta.receivedAt, callId: event.callId, bytes: sip.bytes.subarray(sip.start, sip.end) });
  }

  #accept(kind: PacketKind, lengthBytes: number, receivedAt: number): void {
    this.#emit({ type: 'source.packet', at: receivedAt, receivedAt, source: this.#source, kind, lengthBytes });
  }

  #noteClock({ fallback }: EventTime, receivedAt: number): void {
    if (fallback === undefined) return;
    this.#emit({ type: 'source.clock', at: receivedAt, receivedAt, source: this.#source, reason: fallback });
  }

  #noteFrame(hep: Hep, agent: CaptureAgent): void {
    if (hep.isAgentIdSwapped && !agent.isSwapNoted) {
      agent.isSwapNoted = true;
      this.#noteAgent(agent, 'agent_id_swapped');
    }
    if (hep.hasRepeatedChunk) {
      const at = this.#lastAt;
      this.#emit({ type: 'sip.anomaly', at, receivedAt: at, source: this.#source, agent: agent.label, anomaly: 'other' });
    }
  }

  #noteAgent(agent: CaptureAgent, finding: 'new' | 'agent_id_swapped'): void {
    const at = this.#lastAt;
    this.#emit({ type: 'source.agent', at, receivedAt: at, source: this.#source, agent: agent.label, finding });
  }

  #noteHidden(): void {
    const at = this.#lastAt;
    this.#emit({ type: 'event.label_hidden', at, receivedAt: at, source: this.#source, field: AGENT_FIELD });
  }

  #limit(at: number): void {
    this.#refuseRead('rate_limited', at);
    this.#emit({ type: 'event.dropped', at, receivedAt: at, stage: this.#source, reason: 'rate_limited', count: 1 });
  }
}

/** 22 is what Kamailio and sofia-sip send for TLS. */
function transportOf(protocol: number): Transport {
  if (protocol === 17) return 'udp';
  if (protocol === 6) return 'tcp';
  if (protocol === 22) return 'tls';
  return protocol === 132 ? 'sctp' : 'other';
}
