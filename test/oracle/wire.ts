import type { Message } from './message.ts';

/** The content of a message beside its way. */
export type Said = Pick<Message, 'method' | 'cseq' | 'from'> & Partial<Pick<Message, 'status' | 'to' | 'hasSdp' | 'hasCredentials'>>;

/** The way of a request: the nodes that it passes, and the Via branch that each of them but the last puts on it. */
export interface Way {
  readonly nodes: readonly string[];
  readonly branches: readonly string[];
}

/** The time that a message takes from one node to the next and through it, in seconds. */
export const HOP_SECONDS = 0.002;

/** The wires between the nodes of a generated dialog, on which every message is seen once for each hop. */
export class Wire {
  readonly messages: Message[] = [];
  #count = 0;

  /** A way with branches of its own, the first of which may be those of the way that it goes on from. */
  way(nodes: readonly string[], before: readonly string[] = []): Way {
    const branches = [...before];
    while (branches.length < nodes.length - 1) branches.push(`b${(this.#count += 1)}`);
    return { nodes, branches };
  }

  /** Sends a request from its first hop on, or from a later one. Gives the time at which it arrives. */
  request(way: Way, at: number, said: Said, firstHop = 0): number {
    let time = at;
    for (let hop = firstHop; hop < way.branches.length; hop += 1) {
      this.#put(way, hop, time, said, way.branches.slice(0, hop + 1).toReversed());
      time += HOP_SECONDS;
    }
    return time;
  }

  /** Sends a response from the far end of its last hop, or of an earlier one, back to the first. Gives the time at which it arrives. */
  response(way: Way, at: number, said: Said, lastHop: number = way.branches.length - 1, firstHop = 0): number {
    let time = at;
    for (let hop = lastHop; hop >= firstHop; hop -= 1) {
      this.#put(way, hop, time, said, way.branches.slice(0, hop + 1).toReversed());
      time += HOP_SECONDS;
    }
    return time;
  }

  /** Sends what belongs to one hop alone: an ACK of a refusal or a CANCEL has only the Via of that hop (RFC 3261 9.1, 17.1.1.3). */
  onHop(way: Way, hop: number, at: number, said: Said): void {
    this.#put(way, hop, at, said, [way.branches[hop] ?? '']);
  }

  /** Sends a refusal back, which each hop acknowledges. */
  refusal(way: Way, at: number, said: Said, lastHop: number = way.branches.length - 1, firstHop = 0): number {
    const { cseq, from, to } = said;
    const ack: Said = { method: 'ACK', cseq, from, ...(to === undefined ? {} : { to }) };
    for (let hop = lastHop; hop >= firstHop; hop -= 1) this.onHop(way, hop, at + (lastHop - hop) * HOP_SECONDS + HOP_SECONDS / 2, ack);
    return this.response(way, at, said, lastHop, firstHop);
  }

  #put({ nodes }: Way, hop: number, at: number, said: Said, via: readonly string[]): void {
    const [near = '', far = ''] = [nodes[hop], nodes[hop + 1]];
    const isResponse = said.status !== undefined;
    this.messages.push({ ...said, at: Math.round(at * 1e6) / 1e6, src: isResponse ? far : near, dst: isResponse ? near : far, via });
  }
}
