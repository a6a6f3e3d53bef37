import { labelText, type LabelText } from '../core/index.ts';
import { hashBytes, type Hep } from '../wire/index.ts';

/** More capture agents than one collector serves; those behind share a label. */
const MAX_AGENTS = 256;
const MAX_NAME_LENGTH = 64;
const OTHER = 'other';
/** A frame of HEP version 1 has neither name nor id. */
const UNKNOWN = 'unknown';

/** One capture agent as frames name it. */
export interface CaptureAgent {
  readonly label: LabelText;
  isSwapNoted: boolean;
  /** Start of the running rate window, Unix seconds, and the frames in it. */
  windowAt: number;
  windowCount: number;
}

/** The capture agents heard of: by name when frames carry one, else by id. Their number is bounded; the others are one agent, `other`. */
export class CaptureAgents {
  readonly #byId = new Map<number, CaptureAgent>();
  readonly #byName = new Map<number, CaptureAgent>();
  readonly #overflow = newAgent(OTHER);
  readonly #onNew: (agent: CaptureAgent) => void;

  /** `onNew` is called once for each agent, and once for all that found no place. */
  constructor(onNew: (agent: CaptureAgent) => void) {
    this.#onNew = onNew;
  }

  of(hep: Hep): CaptureAgent {
    if (hep.nameEnd > hep.nameStart) {
      const key = hashBytes(hep.bytes, hep.nameStart, hep.nameEnd, 0);
      return this.#byName.get(key) ?? this.#add(this.#byName, key, nameLabel(hep.agentName ?? UNKNOWN));
    }
    return this.#byId.get(hep.agentId) ?? this.#add(this.#byId, hep.agentId, hep.agentId < 0 ? UNKNOWN : `${hep.agentId}`);
  }

  #add(map: Map<number, CaptureAgent>, key: number, label: string): CaptureAgent {
    if (this.#byId.size + this.#byName.size >= MAX_AGENTS) {
      if (!this.#isOverflowing) this.#onNew(this.#overflow);
      this.#isOverflowing = true;
      return this.#overflow;
    }
    const agent = newAgent(label);
    map.set(key, agent);
    this.#onNew(agent);
    return agent;
  }

  #isOverflowing = false;
}

function newAgent(label: string): CaptureAgent {
  return { label: labelText(label), isSwapNoted: false, windowAt: 0, windowCount: 0 };
}

/** Printable ASCII of bounded length: the name comes from the network and becomes a label. */
function nameLabel(name: string): string {
  return name.slice(0, MAX_NAME_LENGTH).replace(/[^\x20-\x7e]/g, '_');
}
