import { isAlias, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { type FileEntry, type FileNode, MAX_FILE_DEPTH, type ReadText, type TextFault } from './file-node.ts';

/** Reads YAML 1.2. Aliases are refused: a file says what it means where it says it. */
export function readYaml(text: string): ReadText {
  // Its own search for names given twice takes the square of their number.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const faults: TextFault[] = [...document.errors, ...document.warnings].map((one) => ({
    at: one.pos[0],
    message: `expected valid YAML, got ${one.code.toLowerCase().replaceAll('_', ' ')}`,
  }));
  visit(document, {
    Alias: (_key, alias) => void faults.push({ at: alias.range?.[0] ?? 0, message: 'expected the value itself, got an alias' }),
    Map(_key, map) {
      for (const fault of repeatedNames(map.items.map((pair) => pair.key))) faults.push(fault);
    },
  });
  return faults.length > 0 ? { faults } : { root: nodeOf(document.contents, 0, 0) };
}

function repeatedNames(keys: readonly unknown[]): readonly TextFault[] {
  const seen = new Set<string>();
  const faults: TextFault[] = [];
  for (const key of keys) {
    const name = nameOf(key);
    if (seen.has(name)) faults.push({ at: startOf(key) ?? 0, message: 'expected valid YAML, got duplicate key' });
    seen.add(name);
  }
  return faults;
}

/** `nameAt`: where the name stands, or what the node is part of; an empty value has no text of its own. */
function nodeOf(node: unknown, nameAt: number, depth: number): FileNode {
  const at = startOf(node) ?? nameAt;
  if (isMap(node)) {
    const entries =
      depth === MAX_FILE_DEPTH
        ? []
        : node.items.map((pair): FileEntry => {
            const keyAt = startOf(pair.key) ?? at;
            return { name: nameOf(pair.key), nameAt: keyAt, node: nodeOf(pair.value, keyAt, depth + 1) };
          });
    return { kind: 'group', at, entries };
  }
  if (isSeq(node)) {
    const items = depth === MAX_FILE_DEPTH ? [] : node.items.map((item) => nodeOf(item, at, depth + 1));
    return { kind: 'list', at, items };
  }
  if (!isScalar(node)) return { kind: 'scalar', at: nameAt, value: null, source: '' };
  const isEmpty = node.source === '' && node.value === null;
  return { kind: 'scalar', at: isEmpty ? nameAt : at, value: node.value, source: node.source ?? String(node.value) };
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value) : '?';
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}
