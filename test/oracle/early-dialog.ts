import type { Message } from './message.ts';
import type { Plan } from './plan.ts';
import type { Said, Wire } from './wire.ts';

/** Plays what the caller sends in the early dialog of a round with one callee: a PRACK, and a BYE in place of its CANCEL. Gives how many requests. */
export function playEarly(wire: Wire, { branches, isReliable, endsByBye }: Plan, nodes: readonly string[], cseq: number): number {
  const rung = wire.messages.find(({ status = 0, dst, cseq: of }) => status > 100 && status < 200 && dst === 'uac' && of === cseq);
  if (branches.length !== 1 || rung?.to === undefined) return 0;
  let count = 0;
  const said = (method: string): Said => ({ method, cseq: cseq + (count += 1), from: rung.from, to: rung.to ?? '' });
  if (isReliable) exchange(wire, nodes, rung.at + 0.004, said('PRACK'));
  const cancel = wire.messages.find(
    ({ method, status, src, cseq: of }) => method === 'CANCEL' && status === undefined && src === 'uac' && of === cseq,
  );
  if (!endsByBye || cancel === undefined || cancel.at < rung.at + 0.03 || !isTerminated(wire.messages, cseq)) return count;
  const others = wire.messages.filter(({ method, cseq: of }) => method !== 'CANCEL' || of !== cseq);
  wire.messages.splice(0, wire.messages.length, ...others);
  exchange(wire, nodes, cancel.at, said('BYE'));
  return count;
}

function isTerminated(messages: readonly Message[], cseq: number): boolean {
  return messages.some(({ method, status, dst, cseq: of }) => method === 'INVITE' && status === 487 && dst === 'uac' && of === cseq);
}

function exchange(wire: Wire, nodes: readonly string[], at: number, said: Said): void {
  const way = wire.way(nodes);
  wire.response(way, wire.request(way, at, said), { ...said, status: 200 });
}
