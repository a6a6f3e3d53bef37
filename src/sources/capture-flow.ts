import {
  createHepStream,
  createTcpOrder,
  isHandshake,
  isHep3,
  isMeantAsSip,
  isSipFrame,
  isTlsRecord,
  passedSegment,
  SipStream,
  WebSocketStream,
  type FoundSip,
  type PassedOver,
  type TcpHole,
  type TcpPiece,
  type TransportPacket,
} from '../wire/index.ts';

/** Where a message was sent from and to, and on what. */
export type Ends = Pick<TransportPacket, 'protocol' | 'src' | 'dst'>;

/** What is found in captured frames. Bytes are views, good during the call only. */
export interface FrameContent {
  /** `at`: when the packet was captured in which the message was complete. */
  sip(message: FoundSip, ends: Ends, at: number): void;
  hep(bytes: Uint8Array, at: number): void;
  reject(reason: string): void;
  passOver(kind: PassedOver): void;
}

/** What a connection carries: `unknown` until something is recognised. */
type FlowKind = 'unknown' | 'sip' | 'hep' | 'websocket' | 'tls';

/** One direction of a TCP connection: puts its segments in order and finds the messages in them. It holds at most 256 KiB of segments and 64 KiB of a message. */
export class CaptureFlow {
  readonly #order = createTcpOrder();
  readonly #ends: Ends;
  readonly #content: FrameContent;
  #kind: FlowKind = 'unknown';
  #sip = new SipStream();
  #hep = createHepStream();
  #websocket = new WebSocketStream('frame');
  /** HEP and WebSocket frames have no mark within the bytes: behind a hole, a segment must begin with one. */
  #isLost = false;
  /** Segments that may turn out to be the beginning of a start line. */
  #undecided = 0;
  /** The latest capture time of the message under way. */
  #at = 0;

  constructor({ protocol, src, dst }: Ends, content: FrameContent) {
    this.#ends = { protocol, src, dst };
    this.#content = content;
  }

  push(packet: TransportPacket, at: number): void {
    for (const piece of this.#order.push(packet, at)) this.#take(piece);
  }

  /** Gives up gaps that were open for too long at `now`, Unix seconds of the capture. */
  release(now: number): void {
    for (const piece of this.#order.release(now)) this.#take(piece);
  }

  /** Segments wait behind a gap. */
  isHolding(): boolean {
    return this.#order.isHolding();
  }

  /** Takes what is held, and says what was left unfinished. */
  end(): void {
    for (const piece of this.#order.end()) this.#take(piece);
    this.#passUndecided();
    this.#giveCut();
    if (this.#hep.pendingBytes() > 0 || this.#websocket.pendingBytes() > 0) this.#content.reject('truncated');
  }

  #take(piece: TcpPiece | TcpHole): void {
    if (typeof piece === 'string') return this.#breakOff(piece);
    const { bytes, at } = piece;
    this.#at = this.#pendingBytes() > 0 ? Math.max(this.#at, at) : at;
    this.#recognise(bytes);
    if (this.#isLost) return;
    switch (this.#kind) {
      case 'tls':
        return this.#content.passOver('tls');
      case 'hep':
        return this.#takeHep(bytes, at);
      case 'websocket':
        return this.#takeWebSocket(bytes, at);
      case 'unknown':
      case 'sip':
        this.#takeSip(bytes, at);
    }
  }

  #pendingBytes(): number {
    return this.#sip.pendingBytes() + this.#hep.pendingBytes() + this.#websocket.pendingBytes();
  }

  /** Looks at the beginning of a piece while nothing else says what the connection carries. */
  #recognise(bytes: Uint8Array): void {
    if (this.#isLost) this.#isLost = this.#kind === 'hep' ? !isHep3(bytes) : !isSipFrame(bytes);
    if (this.#kind !== 'unknown' || this.#undecided > 0) return;
    if (isHep3(bytes)) this.#kind = 'hep';
    else if (isTlsRecord(bytes)) this.#kind = 'tls';
    else if (isHandshake(bytes) || isSipFrame(bytes)) {
      this.#kind = 'websocket';
      this.#websocket = new WebSocketStream(isHandshake(bytes) ? 'handshake' : 'frame');
    }
  }

  #takeSip(bytes: Uint8Array, at: number): void {
    for (const found of this.#sip.push(bytes)) {
      this.#kind = 'sip';
      if ('malformed' in found) this.#content.reject(found.malformed);
      else this.#content.sip(found, this.#ends, this.#at);
      this.#at = at;
    }
    if (!this.#sip.isSearching) this.#kind = 'sip';
    if (this.#kind === 'sip') this.#undecided = 0;
    else if (this.#sip.pendingBytes() > 0) this.#undecided += 1;
    else this.#pass(this.#undecided + 1, passedSegment(bytes));
  }

  #pass(segments: number, kind: PassedOver): void {
    for (let count = 0; count < segments; count += 1) this.#content.passOver(kind);
    this.#undecided = 0;
  }

  /** What may have become a start line, or the opening of a WebSocket, and did not. */
  #passUndecided(): void {
    if (this.#kind === 'websocket' && this.#websocket.isShakingHands) this.#forgetWebSocket();
    this.#pass(this.#undecided, 'tcp');
  }

  #forgetWebSocket(): void {
    this.#content.passOver('tcp');
    this.#websocket = new WebSocketStream('frame');
    this.#kind = 'unknown';
  }

  #takeHep(bytes: Uint8Array, at: number): void {
    const broken = this.#hep.feed(bytes, (frame) => {
      this.#content.hep(frame, this.#at);
      this.#at = at;
    });
    if (broken === undefined) return;
    this.#content.reject(broken.malformed);
    this.#lose();
  }

  #takeWebSocket(bytes: Uint8Array, at: number): void {
    for (const piece of this.#websocket.push(bytes)) {
      if ('malformed' in piece) {
        // What looked like a handshake was plain HTTP, or the frames cannot be told apart any more.
        return this.#forgetWebSocket();
      }
      if ('unread' in piece) {
        if (piece.unread === 'compressed') this.#content.passOver('websocket_compressed');
        else this.#content.reject('length_overrun');
      } else this.#takeMessage(piece.message);
      this.#at = at;
    }
  }

  #takeMessage(bytes: Uint8Array): void {
    if (isMeantAsSip(bytes)) this.#content.sip({ bytes, skippedBytes: 0, isCut: false }, this.#ends, this.#at);
    else this.#content.passOver(passedSegment(bytes) === 'keep_alive' ? 'keep_alive' : 'websocket');
  }

  /** What is there of a message whose end is missing is given; behind the hole the next one is searched. */
  #breakOff(hole: TcpHole): void {
    this.#passUndecided();
    const isGiven = this.#giveCut();
    if (this.#kind === 'unknown' || this.#kind === 'tls') return;
    if (hole === 'gap') this.#content.reject('tcp_gap');
    else if (!isGiven) this.#content.reject('truncated');
    if (this.#kind !== 'sip') this.#lose();
  }

  #giveCut(): boolean {
    const cut = this.#sip.breakOff();
    if (cut !== undefined) this.#content.sip(cut, this.#ends, this.#at);
    return cut !== undefined;
  }

  #lose(): void {
    this.#isLost = true;
    this.#hep = createHepStream();
    this.#websocket = new WebSocketStream('frame');
  }
}
