import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { OptionKind } from '../../core/index.ts';
import type { SettingFault } from './setting-fault.ts';
import type { Setting } from './setting.ts';
import type { LayerPath, SettingsLayer } from './settings-layer.ts';

/** A settings file as the caller read it. */
export interface SettingsFile {
  /** The path as the user gave it, for messages. */
  readonly path: string;
  readonly text: string;
}

/** A file as a layer, or what keeps it from being one. */
export type ReadFile = { readonly layer: SettingsLayer } | { readonly faults: readonly SettingFault[] };

/** Kinds whose unquoted `0110` or `1e3` is text and not a number. */
const TEXT_KINDS: readonly OptionKind[] = ['text', 'path', 'secretFile', 'oneOf', 'list', 'cidrs', 'named'];

/** Reads YAML 1.2. Messages never quote the text, which may hold a secret in the wrong place. */
export function readSettingsFile(file: SettingsFile, settings: readonly Setting[]): ReadFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(file.text, { lineCounter, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file.path}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const faults: SettingFault[] = [...document.errors, ...document.warnings].map((one) => ({
    where: place(one.pos[0]),
    message: `expected valid YAML, got ${one.code.toLowerCase().replaceAll('_', ' ')}`,
  }));
  visit(document, {
    Alias: (_key, alias) => void faults.push({ where: place(alias.range?.[0] ?? 0), message: 'expected the value itself, got an alias' }),
  });
  if (faults.length > 0) return { faults };
  const root = document.contents;
  const values = root === null || isNullScalar(root) ? {} : plainValue(root, [], settings);
  return { layer: { values, locate: (path, isName) => place(offsetOf(root, path, isName)) } };
}

/** The value of a node as deep as settings go: a group, an option, a named list. Below that only its being a group counts. */
function plainValue(node: unknown, path: LayerPath, settings: readonly Setting[]): unknown {
  if (isMap(node)) {
    if (path.length > 2) return {};
    return Object.fromEntries(
      node.items
        .map((pair) => [keyText(pair), plainValue(pair.value, [...path, keyText(pair)], settings)] as const)
        .filter(([key, value]) => !isEmptyGroup(key, value, path, settings)),
    );
  }
  if (isSeq(node)) return node.items.map((item) => (isScalar(item) ? scalarValue(item, path, settings) : {}));
  return isScalar(node) ? scalarValue(node, path, settings) : null;
}

function scalarValue(node: { readonly value: unknown; readonly source?: string }, path: LayerPath, settings: readonly Setting[]): unknown {
  const kind = settings.find((one) => one.path.every((step, index) => step === path[index]))?.option.kind;
  const isText = kind !== undefined && TEXT_KINDS.includes(kind);
  return isText && typeof node.value === 'number' ? (node.source ?? String(node.value)) : node.value;
}

/** A group whose settings are all commented out is a group without settings. */
function isEmptyGroup(key: string, value: unknown, path: LayerPath, settings: readonly Setting[]): boolean {
  return value === null && path.length === 0 && settings.some((one) => one.path.length > 1 && one.path[0] === key);
}

function isNullScalar(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : '?';
}

/** The offset of the node at a path, or of its nearest ancestor that has one. */
function offsetOf(root: Node | null, path: LayerPath, isName: boolean): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [index, step] of path.entries()) {
    const found = isSeq(node) ? { key: undefined, value: node.items[Number(step)] } : pairOf(node, step);
    if (found === undefined) return offset;
    // An empty value has no text of its own, so its name stands for it.
    if ((isName && index === path.length - 1) || !hasText(found.value)) return startOf(found.key) ?? offset;
    node = found.value;
    offset = startOf(node) ?? offset;
  }
  return offset;
}

function pairOf(node: unknown, step: string | number): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => keyText(pair) === step) : undefined;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}

function hasText(node: unknown): boolean {
  return !isScalar(node) || node.source !== '' || node.value !== null;
}
