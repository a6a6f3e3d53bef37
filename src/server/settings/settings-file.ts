import type { Option, OptionKind, OptionTree } from '../../core/index.ts';
import type { FileNode, ReadText } from './file-node.ts';
import { createLines } from './lines.ts';
import { MAX_FAULTS, type SettingFault } from './setting-fault.ts';
import { declaredAt, isOption, type SettingPath } from './setting.ts';
import type { SettingsLayer } from './settings-layer.ts';
import { recordOf } from './settings-text.ts';
import { isTooDeep } from './text-depth.ts';
import { readToml } from './toml-text.ts';
import { readYaml } from './yaml-text.ts';

/** A settings file as the caller read it. */
export interface SettingsFile {
  /** The path as the user gave it, for messages. */
  readonly path: string;
  readonly text: string;
  /** What keeps its bytes from being text. */
  readonly fault?: string;
}

/** A file as a layer, or what keeps it from being one. */
export type ReadFile = { readonly layer: SettingsLayer } | { readonly faults: readonly SettingFault[] };

/** Kinds whose unquoted `0110` or `1e3` is text and not a number. */
const TEXT_KINDS: ReadonlySet<OptionKind> = new Set(['text', 'path', 'secretFile', 'oneOf', 'list', 'cidrs', 'named']);

/** Reads a settings file: TOML when its name ends so, else YAML. With `isPart` names at its top that are not declared are passed over. */
export function readSettingsFile(file: SettingsFile, tree: OptionTree, isPart = false): ReadFile {
  if (file.fault !== undefined) return { faults: [{ where: file.path, message: file.fault }] };
  const text = file.text.replace(/^\uFEFF/, '');
  const lines = createLines(text);
  const place = (offset: number): string => `${file.path}:${lines.placeOf(offset)}`;
  const read = readText(file.path, text);
  if ('faults' in read) return { faults: read.faults.slice(0, MAX_FAULTS).map(({ at, message }) => ({ where: place(at), message })) };
  const root = isPart ? declaredPart(read.root, tree) : read.root;
  const values = isNothing(root) ? {} : valueOf(root, [], tree);
  return { layer: { values, locate: (path, isName) => place(offsetOf(root, path, isName)) } };
}

function declaredPart(root: FileNode, tree: OptionTree): FileNode {
  return root.kind === 'group' ? { ...root, entries: root.entries.filter(({ name }) => declaredAt(tree, [name]) !== undefined) } : root;
}

function readText(path: string, text: string): ReadText {
  const zeroAt = text.indexOf('\0');
  if (zeroAt >= 0) return { faults: [{ at: zeroAt, message: 'expected text, got a byte that is zero' }] };
  if (isTooDeep(text)) return { faults: [{ at: 0, message: 'expected settings, got more levels than they have' }] };
  return /\.toml$/i.test(path) ? readToml(text) : readYaml(text);
}

function valueOf(node: FileNode, path: SettingPath, tree: OptionTree): unknown {
  switch (node.kind) {
    case 'group':
      return Object.fromEntries(
        node.entries
          .map(({ name, node: inner }) => ({ inner, name, at: [...path, name] }))
          .filter(({ inner, at }) => !(isNothing(inner) && isGroup(declaredAt(tree, at))))
          .map(({ inner, name, at }) => [name, valueOf(inner, at, tree)]),
      );
    case 'list': {
      const declared = declaredAt(tree, path);
      const items = node.items.map((item, index) => valueOf(item, [...path, index], tree));
      return declared !== undefined && isOption(declared) ? items.map((item) => recordOf(declared, item)) : items;
    }
    case 'scalar':
      return typeof node.value === 'number' && isText(declaredAt(tree, path)) ? node.source : node.value;
  }
}

function isNothing(node: FileNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** A group whose settings are all commented out is a group without settings. */
function isGroup(declared: OptionTree | Option<unknown> | undefined): boolean {
  return declared !== undefined && !isOption(declared);
}

function isText(declared: OptionTree | Option<unknown> | undefined): boolean {
  return declared !== undefined && isOption(declared) && TEXT_KINDS.has(declared.kind);
}

/** The offset of the node at a path, or of its nearest ancestor that has one. */
function offsetOf(root: FileNode, path: SettingPath, isName: boolean): number {
  let node = root;
  for (const [index, step] of path.entries()) {
    if (node.kind === 'list') {
      const item = node.items[Number(step)];
      if (item === undefined) return node.at;
      node = item;
      continue;
    }
    const entry = node.kind === 'group' ? node.entries.find(({ name }) => name === step) : undefined;
    if (entry === undefined) return node.at;
    if (isName && index === path.length - 1) return entry.nameAt;
    node = entry.node;
  }
  return node.at;
}
