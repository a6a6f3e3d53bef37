import type { Socket } from 'node:net';
import { createHepStream, type HepStream } from '../wire/index.ts';

/** What a connection may do. */
export interface ConnectionLimits {
  /** Connections at once, in all and from one address. */
  readonly connections: number;
  readonly perAddress: number;
  /** Bytes of unfinished frames that all connections hold together. */
  readonly heldBytes: number;
  /** From one look at the connections to the next, in milliseconds. */
  readonly lookMs: number;
  /** Looks within which a new connection has to send a valid frame, and within which a frame that was begun has to end. */
  readonly firstFrameLooks: number;
  readonly halfFrameLooks: number;
}

/** A thousand agents, of which a machine with many workers may bring a quarter; 10 s for the first frame, 30 s for one that was begun. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  connections: 1024,
  perAddress: 256,
  heldBytes: 16 * 1024 * 1024,
  lookMs: 1000,
  firstFrameLooks: 10,
  halfFrameLooks: 30,
};

/** What the connections tell. */
export interface ConnectionHandlers {
  /** One HEP frame; its bytes are good during the call only. True when it is a valid one. */
  onFrame(bytes: Uint8Array, address: string): boolean;
  /** A connection, or the end of one, was refused: whose, and what was read last of it. */
  onRejected(reason: string, address: string, bytes?: Uint8Array): void;
  onConnection(change: 'opened' | 'closed'): void;
}

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  readonly stream: HepStream;
  /** It has sent a valid frame. */
  isProven: boolean;
  /** Why it was closed from here was told. */
  isRefused: boolean;
  /** Looks since it opened or sent the last valid frame. */
  quietLooks: number;
  /** Looks since the frame was begun that is not whole yet. */
  heldLooks: number;
  heldBytes: number;
}

/** Serves the connections of a TCP listener, and closes those that hold a place without use: one that has sent valid frames may be idle as long as it likes. */
export class HepConnections {
  readonly #handlers: ConnectionHandlers;
  readonly #limits: ConnectionLimits;
  /** The oldest first. */
  readonly #open = new Set<Connection>();
  #heldBytes = 0;
  #readBytes = 0;

  constructor(handlers: ConnectionHandlers, limits: ConnectionLimits) {
    this.#handlers = handlers;
    this.#limits = limits;
  }

  /** Bytes that were read from all of them so far. */
  get readBytes(): number {
    return this.#readBytes;
  }

  /**
   * Takes a new connection. Where there is no place it takes that of one that never sent a valid frame, or else of the one that is idle longest. What its frames
   * are read from is told by the result: the connection itself, or what is secured on it.
   */
  add(socket: Socket): (stream: Socket) => void {
    const address = socket.remoteAddress ?? '';
    this.#makeRoom(address);
    const state = { isProven: false, isRefused: false, quietLooks: 0, heldLooks: 0, heldBytes: 0 };
    const connection: Connection = { socket, address, stream: createHepStream(), ...state };
    this.#open.add(connection);
    this.#handlers.onConnection('opened');
    // A reset is followed by `close`, which is counted.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end(connection));
    return (stream) => void stream.on('data', (bytes) => this.#feed(connection, bytes));
  }

  /** Closes what has had its time. Called every `lookMs`: time is counted in looks, so that neither a clock that is set nor a thread that stood closes anything. */
  look(): void {
    const { firstFrameLooks, halfFrameLooks } = this.#limits;
    for (const connection of this.#open) {
      connection.quietLooks += 1;
      if (connection.heldBytes > 0) connection.heldLooks += 1;
      if (!connection.isProven && connection.quietLooks >= firstFrameLooks) this.#refuse(connection, 'no_frame');
      else if (connection.heldLooks >= halfFrameLooks) this.#refuse(connection, 'frame_stalled');
    }
  }

  /** Ends all of them. */
  close(): void {
    for (const { socket } of this.#open) socket.destroy();
  }

  #feed(connection: Connection, bytes: Uint8Array): void {
    const { stream, socket, address } = connection;
    this.#readBytes += bytes.length;
    const broken = stream.feed(bytes, (frame) => {
      connection.heldLooks = 0;
      if (!this.#handlers.onFrame(frame, address)) return;
      connection.isProven = true;
      connection.quietLooks = 0;
    });
    this.#hold(connection, stream.pendingBytes());
    if (broken !== undefined && !socket.destroyed) this.#refuse(connection, broken.malformed, bytes);
    else if (this.#heldBytes > this.#limits.heldBytes) this.#refuse(this.#longestHolding(), 'buffer_full');
  }

  #hold(connection: Connection, heldBytes: number): void {
    this.#heldBytes += heldBytes - connection.heldBytes;
    connection.heldBytes = heldBytes;
  }

  #longestHolding(): Connection | undefined {
    let longest: Connection | undefined;
    for (const one of this.#open) if (one.heldBytes > 0 && one.heldLooks > (longest?.heldLooks ?? -1)) longest = one;
    return longest;
  }

  #makeRoom(address: string): void {
    const { connections, perAddress } = this.#limits;
    const ofAddress = [...this.#open].filter((one) => one.address === address);
    if (ofAddress.length >= perAddress) this.#refuse(leastUseful(ofAddress), 'too_many_connections');
    else if (this.#open.size >= connections) this.#refuse(leastUseful([...this.#open]), 'too_many_connections');
  }

  #refuse(connection: Connection | undefined, reason: string, bytes?: Uint8Array): void {
    if (connection === undefined) return;
    connection.isRefused = true;
    this.#handlers.onRejected(reason, connection.address, bytes);
    this.#end(connection);
    connection.socket.destroy();
  }

  /** Gives back what a connection held; may be called twice. */
  #end(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    if (connection.heldBytes > 0 && !connection.isRefused) this.#handlers.onRejected('truncated', connection.address);
    this.#hold(connection, 0);
    this.#handlers.onConnection('closed');
  }
}

/** The oldest that never sent a valid frame, else the one that is idle longest. */
function leastUseful(connections: readonly Connection[]): Connection | undefined {
  const unproven = connections.find(({ isProven }) => !isProven);
  return unproven ?? connections.toSorted((a, b) => b.quietLooks - a.quietLooks)[0];
}
