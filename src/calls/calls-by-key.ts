import type { CallState, Conversation } from './conversation.ts';
import { withNew } from './with-new.ts';

/** Up to so many calls are gone through one by one: nearly every Call-ID has one. */
const FEW = 8;

/** Finds the calls of one Call-ID by the key of their attempt, during one look. */
export class CallsByKey {
  readonly #conversation: Pick<Conversation, 'calls'>;
  readonly #byKey: Map<string, CallState> | undefined;

  constructor(conversation: Pick<Conversation, 'calls'>) {
    const { calls } = conversation;
    this.#conversation = conversation;
    this.#byKey = calls.length > FEW ? new Map(calls.map((state) => [state.key, state])) : undefined;
  }

  get(key: string): CallState | undefined {
    if (this.#byKey !== undefined) return this.#byKey.get(key);
    return this.#conversation.calls.find((state) => state.key === key);
  }

  add(state: CallState): void {
    this.#conversation.calls = withNew(this.#conversation.calls, state);
    this.#byKey?.set(state.key, state);
  }
}
