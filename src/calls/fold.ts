import { AttemptSplitter, type Split } from './attempt.ts';
import { CausalOrder } from './order.ts';
import type { Seen, Sight } from './seen.ts';
import { isRepeatedAnswer, tellKind } from './sight.ts';
import { Taps } from './tap.ts';

const NO_TAPS: ReadonlyMap<string, number> = new Map();

/**
 * What the messages of one Call-ID are: put in causal order, told apart and divided into attempts. A message behind those taken before is folded in at the same cost,
 * however many there are. One that belongs before them, or changes what one of them is, makes the fold useless: then all are taken anew.
 */
export class Fold {
  readonly #order = new CausalOrder();
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #splitter: AttemptSplitter;
  #all: Sight[] = [];
  /** Undefined while nothing shows a second tap. */
  #taps: Taps | undefined;

  /** `offsets` are those of the second taps, by agent. */
  private constructor(challengeSeconds: number, offsets: ReadonlyMap<string, number>) {
    this.#splitter = new AttemptSplitter(challengeSeconds);
    this.#offsets = offsets;
    if (offsets.size > 0) this.#taps = new Taps();
  }

  /** Folds all messages of a Call-ID, in any order. */
  static of(messages: readonly Seen[], challengeSeconds: number): Fold {
    const fold = new Fold(challengeSeconds, NO_TAPS);
    // Only a second tap can change what was taken, for all are ordered at once.
    if (fold.take(messages) !== undefined || fold.#taps === undefined) return fold;
    const tapped = new Fold(challengeSeconds, fold.#taps.offsets());
    tapped.#split(tapped.#classify(messages) ?? []);
    return tapped;
  }

  /** The attempts, and what belongs to none. */
  get split(): Split {
    return this.#splitter;
  }

  /** All messages that were taken, in causal order. */
  get sights(): readonly Sight[] {
    return this.#all;
  }

  /** Folds in messages, and says what they are. Undefined when all have to be folded anew. */
  take(messages: readonly Seen[]): readonly Sight[] | undefined {
    const sights = this.#classify(messages);
    if (sights === undefined || !this.#hasSameTaps()) return undefined;
    this.#split(sights);
    return sights;
  }

  #classify(messages: readonly Seen[]): readonly Sight[] | undefined {
    const placed = this.#order.take(messages);
    if (placed === undefined) return undefined;
    let isSuspect = false;
    for (const one of placed) {
      one.kind = tellKind(one, this.#offsets);
      isSuspect ||= isRepeatedAnswer(one);
    }
    // Hot: most are taken once and at once.
    if (this.#all.length === 0) this.#all = placed;
    else for (const one of placed) this.#all.push(one);
    if (this.#taps !== undefined) this.#tap(this.#taps, placed);
    else if (isSuspect) this.#tap(new Taps(), this.#all);
    return placed;
  }

  #tap(taps: Taps, sights: readonly Sight[]): void {
    for (const sight of sights) taps.take(sight);
    this.#taps = taps;
  }

  #hasSameTaps(): boolean {
    // There are taps to compare with whenever there are offsets.
    if (this.#taps === undefined) return true;
    const found = this.#taps.offsets();
    return found.size === this.#offsets.size && [...found].every(([agent, offset]) => this.#offsets.get(agent) === offset);
  }

  #split(sights: readonly Sight[]): void {
    for (const sight of sights) this.#splitter.take(sight);
  }
}

/** What new messages came to. */
export interface Folded {
  readonly fold: Fold;
  /** The new ones, and perhaps earlier ones, in causal order. */
  readonly sights: readonly Sight[];
}

/** Folds `fresh` messages behind those in `fold`; `all` are both. */
export type FoldMessages = (fold: Fold | undefined, all: readonly Seen[], fresh: readonly Seen[], challengeSeconds: number) => Folded;

/** Folds only the new messages where that is possible, else all. */
export const foldMessages: FoldMessages = (known, all, fresh, challengeSeconds) => {
  const sights = known?.take(fresh);
  if (known !== undefined && sights !== undefined) return { fold: known, sights };
  const fold = Fold.of(all, challengeSeconds);
  return { fold, sights: fold.sights };
};

/** How the messages of a conversation are folded, and how many are packed between two looks: so few are folded anew for less than it takes to keep them. */
export interface Folding {
  readonly take: FoldMessages;
  readonly packsUpTo: number;
}

/** What every tracker does; only tests fold in another way. */
export const FOLDING: Folding = { take: foldMessages, packsUpTo: 24 };
