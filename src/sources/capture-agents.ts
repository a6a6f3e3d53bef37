import { labelText, type LabelText } from '../core/index.ts';
import { hashBytes, type Hep } from '../wire/index.ts';

/** More capture agents than one collector serves; those behind share a label. */
const MAX_AGENTS = 256;
/** Agents that one sender address can bring: a relay of many, but not all that there are. */
const MAX_AGENTS_PER_PEER = 64;
/** What was not heard of for so long gives its place to the next. */
const IDLE_SECONDS = 3600;
/** From one look for idle agents to the next. */
const LOOK_SECONDS = 1;
const MAX_NAME_LENGTH = 64;
const OTHER = 'other';
/** A frame of HEP version 1 has neither name nor id. */
const UNKNOWN = 'unknown';

/** One capture agent as frames name it. */
export interface CaptureAgent {
  readonly label: LabelText;
  /** The sender address that brought it first. Undefined in a file. */
  readonly peer: string | undefined;
  isSwapNoted: boolean;
  heardAt: number;
}

/**
 * The capture agents heard of: by name when frames carry one, else by id. Their number is bounded in all and by the address that brings them; the others are one agent,
 * `other`. No metric has a series of an agent, so one that fell silent can give its place back.
 */
export class CaptureAgents {
  readonly #byId = new Map<number, CaptureAgent>();
  readonly #byName = new Map<number, CaptureAgent>();
  readonly #overflow = newAgent(OTHER, undefined);
  readonly #onNew: (agent: CaptureAgent) => void;
  #isOverflowing = false;
  #lookedAt = 0;

  /** `onNew` is called once for each agent, and once for all that found no place. */
  constructor(onNew: (agent: CaptureAgent) => void) {
    this.#onNew = onNew;
  }

  /** The agent of a frame that arrived from a sender address at a time, Unix seconds. */
  of(hep: Hep, peer: string | undefined, now: number): CaptureAgent {
    const isNamed = hep.nameEnd > hep.nameStart;
    const map = isNamed ? this.#byName : this.#byId;
    const key = isNamed ? hashBytes(hep.bytes, hep.nameStart, hep.nameEnd, 0) : hep.agentId;
    const agent = map.get(key) ?? this.#admit(map, key, hep, peer, now);
    agent.heardAt = now;
    return agent;
  }

  #admit(map: Map<number, CaptureAgent>, key: number, hep: Hep, peer: string | undefined, now: number): CaptureAgent {
    if (!this.#hasRoom(peer)) this.#dropIdle(now);
    if (!this.#hasRoom(peer)) {
      if (!this.#isOverflowing) this.#onNew(this.#overflow);
      this.#isOverflowing = true;
      return this.#overflow;
    }
    const agent = newAgent(labelOf(hep), peer);
    map.set(key, agent);
    this.#onNew(agent);
    return agent;
  }

  #hasRoom(peer: string | undefined): boolean {
    if (this.#byId.size + this.#byName.size >= MAX_AGENTS) return false;
    if (peer === undefined) return true;
    let count = 0;
    for (const map of [this.#byId, this.#byName]) for (const agent of map.values()) if (agent.peer === peer) count += 1;
    return count < MAX_AGENTS_PER_PEER;
  }

  #dropIdle(now: number): void {
    if (Math.abs(now - this.#lookedAt) < LOOK_SECONDS) return;
    this.#lookedAt = now;
    for (const map of [this.#byId, this.#byName]) for (const [key, agent] of map) if (agent.heardAt + IDLE_SECONDS <= now) map.delete(key);
  }
}

function newAgent(label: string, peer: string | undefined): CaptureAgent {
  return { label: labelText(label), peer, isSwapNoted: false, heardAt: 0 };
}

function labelOf(hep: Hep): string {
  if (hep.nameEnd > hep.nameStart) return nameLabel(hep.agentName ?? UNKNOWN);
  return hep.agentId < 0 ? UNKNOWN : `${hep.agentId}`;
}

/** Printable ASCII of bounded length: the name comes from the network and becomes a label. */
function nameLabel(name: string): string {
  return name.slice(0, MAX_NAME_LENGTH).replace(/[^\x20-\x7e]/g, '_');
}
