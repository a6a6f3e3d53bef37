import { type ArrivedAgent, HIDDEN_LABEL, labelText, type LabelText, looksLikeNumber } from '../core/index.ts';
import { hashBytes, type Hep } from '../wire/index.ts';
import { AgentFigures } from './agent-figures.ts';
import { plainAddress } from './refused-senders.ts';

/** More capture agents than one collector serves; those behind share a label. */
const MAX_AGENTS = 256;
/** Agents that one sender address can bring: a relay of many, but not all that there are. */
const MAX_AGENTS_PER_PEER = 64;
/** What was not heard of for so long gives its place and its label to the next. */
const IDLE_SECONDS = 3600;
/** From one look for idle agents to the next. */
const LOOK_SECONDS = 1;
const MAX_NAME_LENGTH = 64;
const OTHER = 'other';
/** A frame of HEP version 1 has neither name nor id. */
const UNKNOWN = 'unknown';
/** Frames of a file have no sender. */
const NO_PEER = '';

/** One capture agent as frames name it and where they came from. */
export interface CaptureAgent {
  readonly label: LabelText;
  readonly figures: AgentFigures;
  /** Whether its name looks like a number: its label is `hidden` then. */
  readonly isHidden: boolean;
  isSwapNoted: boolean;
  heardAt: number;
}

/** The agents of one sender address, by the hash of a name and by id. */
interface PeerAgents {
  readonly byName: Map<number, CaptureAgent>;
  readonly byId: Map<number, CaptureAgent>;
}

/**
 * The capture agents heard of: by sender address, and there by name when frames carry one, else by id. The first with a name or id has it as its label, the same from another
 * address has the address behind it. Their number is bounded in all and by the address that brings them; the others are one agent, `other`. No metric has a series of an agent,
 * so one that fell silent can give its place back.
 */
export class CaptureAgents {
  readonly #byPeer = new Map<string, PeerAgents>();
  /** Who has a label; of two whose names differ only in what a label cannot hold, the later one. */
  readonly #byLabel = new Map<string, CaptureAgent>();
  readonly #overflow = newAgent(OTHER, false, new AgentFigures(OTHER, NO_PEER, -1, 0));
  readonly #onNew: (agent: CaptureAgent) => void;
  #count = 0;
  /** Frames of agents that gave their place back. */
  #goneFrames = 0;
  #isOverflowing = false;
  #lookedAt = 0;

  /** `onNew` is called once for each agent, and once for all that found no place. */
  constructor(onNew: (agent: CaptureAgent) => void) {
    this.#onNew = onNew;
  }

  /** Hot: per frame. The agent of a frame that arrived from a sender address at a time, Unix seconds; without an address it is of a file. */
  of(hep: Hep, peer: string = NO_PEER, now: number): CaptureAgent {
    const isNamed = hep.nameEnd > hep.nameStart;
    const key = isNamed ? hashBytes(hep.bytes, hep.nameStart, hep.nameEnd, 0) : hep.agentId;
    const ofPeer = this.#byPeer.get(peer);
    const known = isNamed ? ofPeer?.byName : ofPeer?.byId;
    const agent = known?.get(key) ?? this.#admit(hep, key, peer, now);
    agent.heardAt = now;
    agent.figures.countFrame();
    return agent;
  }

  /** What arrived of each that has a place. */
  all(now: number): readonly ArrivedAgent[] {
    const agents = [...this.#byPeer.values()].flatMap(({ byName, byId }) => [...byName.values(), ...byId.values()]);
    return agents.map(({ label, figures, heardAt }) => figures.show(label, heardAt, now));
  }

  /** Frames of all others. */
  get otherFrames(): number {
    return this.#overflow.figures.frames + this.#goneFrames;
  }

  #admit(hep: Hep, key: number, peer: string, now: number): CaptureAgent {
    if (!this.#hasRoom(peer)) this.#dropIdle(now);
    if (!this.#hasRoom(peer)) {
      if (!this.#isOverflowing) this.#onNew(this.#overflow);
      this.#isOverflowing = true;
      return this.#overflow;
    }
    const isHidden = isNumberNamed(hep);
    const plain = isHidden ? HIDDEN_LABEL : labelOf(hep);
    const agent = newAgent(this.#freeLabel(plain, peer, now), isHidden, new AgentFigures(plain, plainAddress(peer), hep.agentId, now));
    const ofPeer = this.#byPeer.get(peer) ?? { byName: new Map(), byId: new Map() };
    this.#byPeer.set(peer, ofPeer);
    (hep.nameEnd > hep.nameStart ? ofPeer.byName : ofPeer.byId).set(key, agent);
    this.#byLabel.set(agent.label, agent);
    this.#count += 1;
    this.#onNew(agent);
    return agent;
  }

  /** The plain label where nobody has it who was heard of lately. */
  #freeLabel(plain: string, peer: string, now: number): string {
    const holder = this.#byLabel.get(plain);
    if (holder === undefined || peer === NO_PEER) return plain;
    if (holder.heardAt + IDLE_SECONDS > now) return `${plain}@${plainAddress(peer)}`;
    this.#drop((agent) => agent === holder);
    return plain;
  }

  #hasRoom(peer: string): boolean {
    if (this.#count >= MAX_AGENTS) return false;
    const ofPeer = this.#byPeer.get(peer);
    return peer === NO_PEER || ofPeer === undefined || ofPeer.byName.size + ofPeer.byId.size < MAX_AGENTS_PER_PEER;
  }

  #dropIdle(now: number): void {
    if (Math.abs(now - this.#lookedAt) < LOOK_SECONDS) return;
    this.#lookedAt = now;
    this.#drop(({ heardAt }) => heardAt + IDLE_SECONDS <= now);
  }

  #drop(isGone: (agent: CaptureAgent) => boolean): void {
    for (const [peer, ofPeer] of this.#byPeer) {
      for (const agents of [ofPeer.byName, ofPeer.byId]) {
        for (const [key, agent] of agents) {
          if (!isGone(agent) || !agents.delete(key)) continue;
          this.#count -= 1;
          this.#goneFrames += agent.figures.frames;
        }
      }
      if (ofPeer.byName.size + ofPeer.byId.size === 0) this.#byPeer.delete(peer);
    }
    for (const [label, agent] of this.#byLabel) if (isGone(agent)) this.#byLabel.delete(label);
  }
}

function newAgent(label: string, isHidden: boolean, figures: AgentFigures): CaptureAgent {
  return { label: labelText(label), figures, isHidden, isSwapNoted: false, heardAt: 0 };
}

/** Whether the name of an agent may be a phone number: the whole name is checked before it is cut. An id is that of a machine. */
function isNumberNamed(hep: Hep): boolean {
  return hep.nameEnd > hep.nameStart && looksLikeNumber(hep.agentName ?? '');
}

function labelOf(hep: Hep): string {
  if (hep.nameEnd > hep.nameStart) return nameLabel(hep.agentName ?? UNKNOWN);
  return hep.agentId < 0 ? UNKNOWN : `${hep.agentId}`;
}

/** Printable ASCII of bounded length: the name comes from the network and becomes a label. */
function nameLabel(name: string): string {
  return name.slice(0, MAX_NAME_LENGTH).replace(/[^\x20-\x7e]/g, '_');
}
