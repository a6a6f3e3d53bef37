import { randomUUID } from 'node:crypto';
import {
  alertHint,
  ALERTS,
  holdsAt,
  isMatched,
  MATCHER_EXPECTED,
  matchersFault,
  matcherText,
  MOST_COMMENT,
  MOST_SILENCE_SECONDS,
  MOST_SILENCES,
  parseMatcher,
  type LabelMatcher,
  type Silence,
  withClock,
  withoutForgotten,
} from '../../alerts/index.ts';
import { looksLikeNumber, TeleError, withoutNumbers } from '../../core/index.ts';

/** How long two tries of a receiver may take. */
export const MOST_TEST_SECONDS = 250;

/** The matchers of a text with commas between them, of which those in double quotes belong to a value. Undefined when a quotation mark is left over. */
export function matcherList(text: string): readonly string[] | undefined {
  const parts = text.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+|,/g) ?? [];
  return parts.join('') === text ? parts.filter((part) => part !== ',') : undefined;
}

/** What is asked of a new silence. */
export interface SilenceOrder {
  readonly matchers: readonly string[];
  readonly seconds: number;
  readonly comment: string;
  /** The name of the credential. */
  readonly by: string;
}

/** A silence as it is shown and kept. */
export interface ShownSilence {
  readonly id: string;
  readonly matchers: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly comment: string;
  /** Somebody ended it before its time. */
  readonly isEnded?: true;
}

/** The silences, which `keep` writes down before they hold. */
export class SilenceBook {
  readonly #keep: (silences: readonly Silence[]) => void;
  #silences: readonly Silence[];

  /** `kept`: those of before a restart. */
  constructor(kept: readonly Silence[], keep: (silences: readonly Silence[]) => void) {
    this.#keep = keep;
    this.#silences = kept;
  }

  /** Goes by the clock as it is now. True when it was set back, and silences were moved by it. */
  follow(at: number): boolean {
    const moved = this.#silences.map((one) => withClock(one, at));
    const isMoved = moved.some((one, index) => one !== this.#silences[index]);
    if (isMoved) this.#silences = moved;
    return isMoved;
  }

  get all(): readonly Silence[] {
    return this.#silences;
  }

  /** Those that hold, those to come, and those that are over since not long ago. */
  list(at: number): readonly ShownSilence[] {
    return withoutForgotten(this.#silences, at).map(shownSilence);
  }

  /** Throws `BAD_REQUEST` for what is no silence, and for one too many. */
  add({ matchers, seconds, comment, by }: SilenceOrder, at: number): ShownSilence {
    const read = matchers.map((text) => parseMatcher(text) ?? refuse(`A matcher is ${MATCHER_EXPECTED}.`));
    const fault = numberFault(read) ?? matchersFault(read) ?? unknownAlert(read);
    if (fault !== undefined) refuse(fault);
    if (!(seconds >= 1 && seconds <= MOST_SILENCE_SECONDS)) refuse('A silence lasts between a second and 366 days.');
    if (comment.length > MOST_COMMENT) refuse(`The comment of a silence has at most ${MOST_COMMENT} characters.`);
    const silence = { id: randomUUID(), matchers: read, from: at, until: at + seconds, by, comment: withoutNumbers(comment) };
    const others = withoutForgotten(this.#silences, at);
    // One that is over makes room for a new one.
    const held = others.length < MOST_SILENCES ? others : others.filter((one) => holdsAt(one, at));
    if (held.length >= MOST_SILENCES) refuse(`There are ${MOST_SILENCES} silences: end one that is needed no more.`);
    this.#take([...held, silence]);
    return shownSilence(silence);
  }

  /** Ends a silence. Throws `NOT_FOUND` when there is none of that id. */
  end(id: string, at: number): ShownSilence {
    const found = this.#silences.find((one) => one.id === id);
    if (found === undefined) throw new TeleError('NOT_FOUND', 'There is no silence with this id.');
    if (!holdsAt(found, at)) throw new TeleError('NOT_FOUND', 'This silence has ended already.');
    const ended = { ...withClock(found, at), until: at, isEnded: true } as const;
    this.#take(this.#silences.map((one) => (one === found ? ended : one)));
    return shownSilence(ended);
  }

  #take(silences: readonly Silence[]): void {
    this.#keep(silences);
    this.#silences = silences;
  }
}

/** A silence with its matchers as texts. */
export function shownSilence({ matchers, ...silence }: Silence): ShownSilence {
  return { ...silence, matchers: matchers.map(matcherText) };
}

/** Why matchers that hold a number are refused: all readers see them, and no label holds one either, since it says `hidden` then. */
function numberFault(matchers: readonly LabelMatcher[]): string | undefined {
  if (!matchers.some((matcher) => looksLikeNumber(matcherText(matcher)))) return undefined;
  return 'A matcher holds no number, for everybody who may read sees it: write * in the place of its digits.';
}

/** Why no alert has the name that is asked for: whoever mistypes it learns so now, and not when the alert is told. */
function unknownAlert(matchers: readonly LabelMatcher[]): string | undefined {
  const isOne = ({ value }: LabelMatcher): boolean =>
    ALERTS.some(({ name }) => isMatched([{ label: 'alertname', isEqual: true, value }], { alertname: name }));
  const wrong = matchers.find((matcher) => matcher.label === 'alertname' && !isOne(matcher));
  if (wrong === undefined) return undefined;
  const hint = alertHint(ALERTS, wrong.value.replaceAll('*', ''));
  return `No alert is called ${JSON.stringify(wrong.value)}${hint === undefined ? '; docs/alerts.md has them all' : `; ${hint}`}`;
}

function refuse(message: string): never {
  throw new TeleError('BAD_REQUEST', message);
}
