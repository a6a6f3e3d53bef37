import type { Words } from './words.ts';

/** Words that stand in the bytes themselves. */
export interface WordList extends Pick<Words, 'idOf' | 'textOf'> {
  /** In the order of their numbers, from 0. */
  readonly texts: readonly string[];
  clear(): void;
}

/** The words of these texts; others are added as they come. */
export function createWordList(texts: string[]): WordList {
  const ids = new Map(texts.map((text, id) => [text, id]));
  return {
    texts,
    idOf(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (id) => texts[id] ?? '',
    clear() {
      ids.clear();
      texts.length = 0;
    },
  };
}
