import { present } from '../core/index.ts';
import type { DemoItem } from './items.ts';
import { CAPTURE, DOMAIN, type Station } from './network.ts';
import type { Random } from './random.ts';
import { renderSip } from './sip-text.ts';

/** One way between two stations; `near` is nearer to the caller. */
export interface Leg {
  readonly near: Station;
  readonly far: Station;
}

/** A request that was sent: what its answers, its ACK and its CANCEL repeat of it. */
export interface Sent {
  readonly leg: Leg;
  readonly isUp: boolean;
  readonly method: string;
  readonly cseq: number;
  readonly vias: readonly string[];
}

/** What differs from message to message. */
export interface MessageOptions {
  /** The dialog has this callee: its tag stands in To (in From of what the callee sends). */
  readonly toTag?: string;
  readonly cseq?: number;
  readonly headers?: readonly string[];
  /** Where the media of the sender is. */
  readonly media?: string;
  /** The request that this one carries on: its Vias stand below. */
  readonly under?: Sent;
  /** The callee sends it. */
  readonly isUp?: boolean;
}

/** Who talks to whom. */
export interface DialogParties {
  readonly callId: string;
  /** The users and display names. */
  readonly caller: { readonly user: string; readonly name?: string };
  readonly callee: { readonly user: string };
}

/** Writes the messages of one Call-ID as a capture agent at the proxy sees them. */
export class Dialog {
  readonly items: DemoItem[] = [];
  readonly callId: string;
  private readonly from: string;
  private readonly to: string;
  private readonly random: Random;
  private readonly calleeUser: string;

  constructor({ callId, caller, callee }: DialogParties, random: Random) {
    this.callId = callId;
    this.random = random;
    this.calleeUser = callee.user;
    const name = caller.name === undefined ? '' : `"${caller.name}" `;
    this.from = `${name}<sip:${caller.user}@${DOMAIN}>;tag=${random.token(10)}`;
    this.to = `<sip:${callee.user}@${DOMAIN}>`;
  }

  /** Sends a request over a leg. */
  request(leg: Leg, method: string, at: number, options: MessageOptions = {}): Sent {
    const { under, isUp = false, cseq = 1 } = options;
    const sender = isUp ? leg.far : leg.near;
    const branch = `SIP/2.0/UDP ${sender.address};rport;branch=z9hG4bK${this.random.token(12)}`;
    const sent = { leg, isUp, method, cseq, vias: [branch, ...(under?.vias ?? [])] };
    this.write(sent, at, undefined, options);
    return sent;
  }

  /** Sends a request once more, as it was. */
  repeat(sent: Sent, at: number, options: MessageOptions = {}): void {
    this.write(sent, at, undefined, options);
  }

  /** Sends what goes to the next hop alone by the transaction of an INVITE: its CANCEL, or the ACK to a refusal. */
  within(invite: Sent, method: 'ACK' | 'CANCEL', at: number, options: MessageOptions = {}): Sent {
    const sent = { ...invite, method, vias: invite.vias.slice(0, 1) };
    this.write(sent, at, undefined, options);
    return sent;
  }

  /** Answers a request. */
  answer(sent: Sent, status: number, at: number, options: MessageOptions = {}): void {
    this.write(sent, at, status, options);
  }

  private write(sent: Sent, at: number, status: number | undefined, { toTag, headers = [], media }: MessageOptions): void {
    const { leg, isUp, method, cseq, vias } = sent;
    const [sender, receiver] = isUp ? [leg.far, leg.near] : [leg.near, leg.far];
    const [src, dst] = status === undefined ? [sender, receiver] : [receiver, sender];
    const remote = toTag === undefined ? this.to : `${this.to};tag=${toTag}`;
    const isToDomain = isUp || method === 'REGISTER';
    const payload = renderSip({
      method,
      uri: isToDomain ? `sip:${DOMAIN}` : `sip:${this.calleeUser}@${leg.far.address}`,
      vias,
      from: isUp ? remote : this.from,
      to: isUp ? this.from : remote,
      callId: this.callId,
      cseq,
      headers: [`${status === undefined ? 'User-Agent' : 'Server'}: ${src.software}`, ...headers],
      ...present({ status, media }),
    });
    this.items.push({
      kind: 'packet',
      at: Math.round(at * 1e6) / 1e6,
      src: src.address,
      dst: dst.address,
      payloadType: 1,
      agentId: CAPTURE.proxy.id,
      agentName: CAPTURE.proxy.name,
      payload,
    });
  }
}

/** The headers of a challenge, by the status that asks. */
export function challenge(status: 401 | 407, random: Random): readonly string[] {
  const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  return [`${name}: Digest realm="${DOMAIN}", nonce="${random.token(24)}", qop="auth", algorithm=MD5`];
}

/** The header that answers a challenge. */
export function credentials(status: 401 | 407, user: string, random: Random): readonly string[] {
  const name = status === 401 ? 'Authorization' : 'Proxy-Authorization';
  return [
    `${name}: Digest username="${user}", realm="${DOMAIN}", nonce="${random.token(24)}", uri="sip:${DOMAIN}", ` +
      `response="${random.token(32)}", algorithm=MD5, cnonce="${random.token(8)}", qop=auth, nc=00000001`,
  ];
}
