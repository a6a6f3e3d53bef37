/** What a settings file says at one place, whatever it is written in. Offsets count from the start of the text. */
export type FileNode =
  | { readonly kind: 'group'; readonly at: number; readonly entries: readonly FileEntry[] }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly FileNode[] }
  /** `source`: the value as it is written. An empty value is null. */
  | { readonly kind: 'scalar'; readonly at: number; readonly value: unknown; readonly source: string };

/** A name in a file with what it names. */
export interface FileEntry {
  readonly name: string;
  readonly nameAt: number;
  readonly node: FileNode;
}

/** Something that keeps a text from being read at all. Never quotes the text, which may hold a secret in the wrong place. */
export interface TextFault {
  readonly at: number;
  readonly message: string;
}

/** What a text says, or why it cannot be read. */
export type ReadText = { readonly root: FileNode } | { readonly faults: readonly TextFault[] };

/** Settings are four names deep at most. What lies deeper is wrong somewhere above, and is not looked at. */
export const MAX_FILE_DEPTH = 8;
