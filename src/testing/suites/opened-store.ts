import type { CallStore } from '../../core/index.ts';

/** A new, empty store under test. */
export interface OpenedStore {
  readonly store: CallStore;
  /** Closes the store and opens what it kept. */
  reopen(): Promise<CallStore>;
}

/** Gives a new, empty store each time. */
export type Open = () => Promise<OpenedStore>;

/** Uses a new store and closes it, or what it was opened as again. */
export async function withStore(open: Open, use: (store: CallStore, reopen: () => Promise<CallStore>) => Promise<void>): Promise<void> {
  const { store, reopen } = await open();
  let current = store;
  try {
    await use(store, async () => (current = await reopen()));
  } finally {
    await current.close();
  }
}
