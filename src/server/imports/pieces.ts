import type { TeleError } from '../../core/index.ts';

interface Given {
  /** Undefined: there is no further one. */
  readonly bytes: Uint8Array | undefined;
  readonly taken: () => void;
  readonly refused: (error: TeleError) => void;
}

/** Pieces that one gives and another reads, one at a time: the next one is taken when the one before was worked through. */
export class Pieces {
  #given: Given | undefined;
  #isAsked: (() => void) | undefined;
  #failure: TeleError | undefined;

  /** Gives a piece, or with undefined says that there is no further one. Resolves when it is taken; rejects with what has ended the reading. One at a time. */
  give(bytes: Uint8Array | undefined): Promise<void> {
    const failure = this.#failure;
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((taken, refused) => {
      this.#given = { bytes, taken, refused };
      this.#isAsked?.();
    });
  }

  /** Ends it for both: nothing is given or read any more. */
  fail(error: TeleError): void {
    this.#failure ??= error;
    this.#given?.refused(this.#failure);
    this.#given = undefined;
    this.#isAsked?.();
  }

  async *read(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      if (this.#given === undefined && this.#failure === undefined)
        await new Promise<void>((resolve) => {
          this.#isAsked = resolve;
        });
      if (this.#failure !== undefined) throw this.#failure;
      const given = this.#given;
      this.#given = undefined;
      given?.taken();
      if (given?.bytes === undefined) return;
      yield given.bytes;
    }
  }
}
