import type { CallState } from './conversation.ts';

/** Up to so many calls are gone through one by one: nearly every Call-ID has one. */
const FEW = 8;

/** Finds the calls of one Call-ID by the key of their attempt, during one look. */
export class CallsByKey {
  readonly #calls: CallState[];
  readonly #byKey: Map<string, CallState> | undefined;

  constructor(calls: CallState[]) {
    this.#calls = calls;
    this.#byKey = calls.length > FEW ? new Map(calls.map((state) => [state.key, state])) : undefined;
  }

  get(key: string): CallState | undefined {
    if (this.#byKey !== undefined) return this.#byKey.get(key);
    return this.#calls.find((state) => state.key === key);
  }

  add(state: CallState): void {
    this.#calls.push(state);
    this.#byKey?.set(state.key, state);
  }
}
