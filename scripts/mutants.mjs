// The mutants of test/mutations: faults as data, and the place of each in src.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join('test', 'mutations');

/**
 * A small fault of the program. `text` stands once in the declaration of `symbol`, which may be `Class.member`; `file` is where that was when the mutant was written.
 * With `reason` it is accepted that no test kills it.
 *
 * @typedef {{ name: string, file: string, symbol: string, text: string, replacement: string, rule: string, reason?: string }} Mutant
 */

/**
 * All mutants of a tree, in the order of their files.
 *
 * @param {string} root
 * @returns {Mutant[]}
 */
export function readMutants(root) {
  return mutantFiles(root).flatMap((path) => JSON.parse(readFileSync(path, 'utf8')));
}

/**
 * The files that hold them.
 *
 * @param {string} root
 */
export function mutantFiles(root) {
  const names = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => join(root, FOLDER, name));
}

/**
 * The sources of a tree that a mutant may be in, as text by path.
 *
 * @param {string} root
 * @returns {Map<string, string>}
 */
export function readSources(root) {
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(?:test|d|generated)\.ts$/.test(path))
    .map((path) => join('src', path));
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/**
 * The file with the fault in it, and what the file is then. Throws when symbol and text are not found exactly once.
 *
 * @param {Mutant} mutant
 * @param {ReadonlyMap<string, string>} sources
 */
export function mutate({ name, symbol, text, replacement }, sources) {
  const fail = (why) => {
    throw new Error(`The mutant ${JSON.stringify(name)} does not apply: ${why}.`);
  };
  if (text === replacement) fail('its replacement is its text');
  const declared = [...sources].flatMap(([path, source]) => declarations(source, symbol).map((span) => ({ path, source, ...span })));
  if (declared.length === 0) fail(`${symbol} is declared nowhere in src`);
  const found = declared.flatMap(({ path, source, from, to }) =>
    places(source.slice(from, to), text).map((at) => ({ path, source, at: from + at })),
  );
  const [place] = found;
  if (place === undefined) fail(`its text is not in ${symbol} (${pathsOf(declared)})`);
  if (found.length > 1) fail(`its text is ${found.length} times in ${symbol} (${pathsOf(found)})`);
  const { path, source, at } = place;
  return { path, source: source.slice(0, at) + replacement + source.slice(at + text.length) };
}

function pathsOf(places) {
  return [...new Set(places.map(({ path }) => path))].join(', ');
}

function places(source, text) {
  const found = [];
  for (let at = source.indexOf(text); at !== -1; at = source.indexOf(text, at + 1)) found.push(at);
  return found;
}

/** Where a symbol is declared: from its line to the end of its body. The sources are formatted, so indentation says where that is. */
function declarations(source, symbol) {
  const [owner, member] = symbol.includes('.') ? symbol.split('.') : [undefined, symbol];
  if (owner === undefined) return spans(source, member);
  return spans(source, owner).flatMap(({ from, to }) =>
    spans(source.slice(from, to), member).map((span) => ({ from: from + span.from, to: from + span.to })),
  );
}

function spans(source, name) {
  const text = name.replaceAll('$', String.raw`\$`);
  const head = new RegExp(
    String.raw`^( *)(?:(?:export |async )*(?:(?:function\*? |const |let |class )${text}(?![\w$])|(?:static |get |set |\*)*${text}(?:<.*>)?\(.*(?:\{|\()$))`,
    'gm',
  );
  return [...source.matchAll(head)].map(({ index, 1: indent = '' }) => ({ from: index, to: endOf(source, index, indent.length) }));
}

/** The end of the last line that is indented further than a declaration, or closes it. */
function endOf(source, from, indent) {
  let end = source.indexOf('\n', from);
  while (end !== -1) {
    const next = source.indexOf('\n', end + 1);
    const line = source.slice(end + 1, next === -1 ? source.length : next);
    const depth = line.search(/\S/);
    if (depth !== -1 && (depth < indent || (depth === indent && !/[)\]}]/.test(line.charAt(depth))))) return end;
    end = next;
  }
  return source.length;
}
