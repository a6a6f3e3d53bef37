import { labelText, Private } from '../../dist/core/index.js';

const START = 1_795_219_200;
const HEP = labelText('hep');
const AGENT = labelText('2001');
const UAC = '192.0.2.10:5060';
const PROXY = '192.0.2.20:5060';
const UAS = '192.0.2.30:5060';

/** Makes messages as the hep source does: each an object of its own, with texts of its own. */
export class Traffic {
  #arrival = 0;
  #hash = 1;

  number() {
    this.#hash = (this.#hash * 48_271 + 11) % 9_007_199_254_740_881;
    return this.#hash;
  }

  message(at, callId, src, dst, what, more) {
    this.#arrival += 1;
    const draft = {
      type: 'sip.message',
      at: START + at,
      receivedAt: START + at + 0.0001,
      source: HEP,
      agent: AGENT,
      arrival: this.#arrival,
      transport: 'udp',
      src: `${src}`,
      dst: `${dst}`,
      contentHash: this.number() % 4_294_967_296,
      lengthBytes: 500,
      callId: Buffer.from(callId).toString('latin1'),
      method: what.method,
      cseq: what.cseq ?? 1,
      branches: what.via,
      isEmergency: false,
      hasSdp: what.hasSdp === true,
      hasCredentials: what.hasCredentials === true,
    };
    if (what.status !== undefined) draft.status = what.status;
    draft.fromTag = what.from;
    if (what.to !== undefined) draft.toTag = what.to;
    draft.caller = new Private(`+1555${String(more.caller).padStart(7, '0')}`, 'number');
    draft.callee = new Private(`+1556${String(more.callee).padStart(7, '0')}`, 'number');
    if (what.status === undefined) draft.requestUser = draft.callee;
    if (what.method === 'REGISTER') draft.contacts = [more.caller];
    if (what.expiresSeconds !== undefined) draft.expiresSeconds = what.expiresSeconds;
    return draft;
  }

  /** The 13 messages of a call over two hops that is answered after 2 s and talks for 10, in three parts to be made when they are due: after 0, 2 and 12 s. */
  call(at, n) {
    const id = `${n}-7b3e44aa-91c0@192.0.2.10`;
    const [from, to, u1, p1, u2, p2, u3, p3] = Array.from({ length: 8 }, () => this.number());
    const who = { caller: n % 9_999_999, callee: (n * 7) % 9_999_999 };
    const one = (after, src, dst, what) => this.message(at + after, id, src, dst, { from, ...what }, who);
    const near = { method: 'INVITE', via: [u1], to };
    const far = { method: 'INVITE', via: [p1, u1], to };
    return [
      () => [
        one(0, UAC, PROXY, { method: 'INVITE', via: [u1], hasSdp: true }),
        one(0.001, PROXY, UAC, { method: 'INVITE', via: [u1], status: 100 }),
        one(0.002, PROXY, UAS, { method: 'INVITE', via: [p1, u1], hasSdp: true }),
        one(0.3, UAS, PROXY, { ...far, status: 180 }),
        one(0.301, PROXY, UAC, { ...near, status: 180 }),
      ],
      () => [
        one(2, UAS, PROXY, { ...far, status: 200, hasSdp: true }),
        one(2.001, PROXY, UAC, { ...near, status: 200, hasSdp: true }),
        one(2.05, UAC, PROXY, { method: 'ACK', via: [u2], to }),
        one(2.051, PROXY, UAS, { method: 'ACK', via: [p2, u2], to }),
      ],
      () => [
        one(12, UAC, PROXY, { method: 'BYE', via: [u3], to, cseq: 2 }),
        one(12.001, PROXY, UAS, { method: 'BYE', via: [p3, u3], to, cseq: 2 }),
        one(12.01, UAS, PROXY, { method: 'BYE', via: [p3, u3], to, cseq: 2, status: 200 }),
        one(12.011, PROXY, UAC, { method: 'BYE', via: [u3], to, cseq: 2, status: 200 }),
      ],
    ];
  }

  /** A re-INVITE that is accepted, with its ACK: 3 messages. */
  refresh(at, call, cseq) {
    const via = [this.number()];
    const one = (after, src, dst, what) =>
      this.message(at + after, call.id, src, dst, { from: call.from, to: call.to, cseq, ...what }, call.who);
    return [
      one(0, UAC, PROXY, { method: 'INVITE', via, hasSdp: true }),
      one(0.02, PROXY, UAC, { method: 'INVITE', via, status: 200, hasSdp: true }),
      one(0.03, UAC, PROXY, { method: 'ACK', via: [this.number()] }),
    ];
  }

  /** What sets up a call that stays: 3 messages. */
  answered(at, n) {
    const call = { id: `long-${n}@192.0.2.10`, from: this.number(), to: this.number(), who: { caller: n, callee: n + 50 } };
    const via = [this.number()];
    const one = (after, src, dst, what) => this.message(at + after, call.id, src, dst, { from: call.from, ...what }, call.who);
    const messages = [
      one(0, UAC, PROXY, { method: 'INVITE', via, hasSdp: true }),
      one(0.02, PROXY, UAC, { method: 'INVITE', via, to: call.to, status: 200, hasSdp: true }),
      one(0.03, UAC, PROXY, { method: 'ACK', via: [this.number()], to: call.to }),
    ];
    return { call, messages };
  }

  /** A REGISTER, its challenge, the one with credentials and its 200. */
  registration(at, n) {
    const from = this.number();
    const to = this.number();
    const id = `reg-${n}-55aa@192.0.2.40`;
    const who = { caller: n % 9_999_999, callee: n % 9_999_999 };
    const one = (after, src, dst, what) => this.message(at + after, id, src, dst, { method: 'REGISTER', from, ...what }, who);
    const [r1, r2] = [[this.number()], [this.number()]];
    return [
      one(0, UAC, PROXY, { via: r1, expiresSeconds: 300 }),
      one(0.01, PROXY, UAC, { via: r1, to, status: 401 }),
      one(0.02, UAC, PROXY, { via: r2, cseq: 2, hasCredentials: true, expiresSeconds: 300 }),
      one(0.03, PROXY, UAC, { via: r2, cseq: 2, to, status: 200, expiresSeconds: 300 }),
    ];
  }

  /** An OPTIONS and its 200. */
  options(at, n) {
    const from = this.number();
    const via = [this.number()];
    const id = `opt-${n}-55aa@192.0.2.40`;
    const who = { caller: 1, callee: 2 };
    return [
      this.message(at, id, PROXY, UAS, { method: 'OPTIONS', via, from }, who),
      this.message(at + 0.01, id, UAS, PROXY, { method: 'OPTIONS', via, from, to: this.number(), status: 200 }, who),
    ];
  }
}

export { START };
