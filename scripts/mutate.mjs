// `npm run mutate -- [--only NAME|FILE] [--stages N] [--related] [--minutes N] [--json] [--list]`: puts each mutant of test/mutations into a copy of HEAD and runs the tests
// that may kill it, in six stages: the one beside its file, those of its folder, of its room, those elsewhere that import its file and are quick, those that have threads or
// sockets, and `npm test`. With --stages N only the first of them, with --related all but `npm test`. Exit code 1: a mutant without a reason survived.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { dependents, importGraph, IS_PROGRAM_SUITE, IS_SERVER_SUITE } from './import-graph.mjs';
import { failedTests, openTree } from './mutant-tree.mjs';
import { mutate, readMutants, readSources } from './mutants.mjs';
import { ROOT } from './run.mjs';

const USAGE = 'usage: npm run mutate -- [--only NAME|FILE] [--stages N] [--related] [--minutes N] [--json] [--list]';
const OPTIONS = {
  only: { type: 'string', multiple: true, default: [] },
  stages: { type: 'string', default: '6' },
  related: { type: 'boolean', default: false },
  minutes: { type: 'string', default: '90' },
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
};
/** A mutant that makes tests stand still is killed after so long. A test that fails by its own time takes as long. */
const SILENT_SECONDS = 330;
/** `npm test` writes little before its end. */
const ALL_SECONDS = 2700;
const REPORT = 'mutant-report.json';
/** All stages but `npm test`. */
const RELATED = 5;
const ON_HEAD = 'its test fails without it as well';

async function main() {
  const { only, stages, related, minutes, json, list } = parseArgs({ options: OPTIONS }).values;
  const mutants = readMutants(ROOT).filter((mutant) => isMeant(mutant, only));
  if (mutants.length === 0) throw new Error(`There is no such mutant.\n${USAGE}`);
  if (!(Number(minutes) > 0)) throw new Error(`--minutes is no number above 0.\n${USAGE}`);
  if (!/^[1-6]$/.test(stages)) throw new Error(`--stages is no number from 1 to 6.\n${USAGE}`);
  if (list) return show(json, mutants, mutants.map(({ name, symbol, file }) => `${file} ${symbol}: ${name}`).join('\n'));
  // Before an hour of tests.
  for (const mutant of mutants) mutate(mutant, readSources(ROOT));
  const results = await tryAll(mutants, {
    stages: related ? RELATED : Number(stages),
    endsAt: performance.now() + Number(minutes) * 60_000,
  });
  show(json, results, summary(results));
  return results.some(({ mutant, result }) => result !== 'killed' && mutant.reason === undefined) ? 1 : 0;
}

function isMeant({ name, file }, only) {
  return only.length === 0 || only.some((text) => file.includes(text) || name.toLowerCase().includes(text.toLowerCase()));
}

function show(json, value, text) {
  console.log(json ? JSON.stringify(value, null, 2) : text);
  return 0;
}

/** Tries one after the other, and at the end the tests that killed some without a mutant: those that fail then have killed nothing. */
async function tryAll(mutants, { stages, endsAt }) {
  const tree = await openTree();
  const context = { tree, stages, endsAt, graph: importGraph(tree.root) };
  const stop = () => {
    context.endsAt = 0;
    tree.kill('stopped');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const results = [];
  try {
    for (const mutant of mutants) {
      const startedAt = performance.now();
      process.stderr.write(`${String(results.length + 1).padStart(2)} of ${mutants.length}  ${mutant.name}\n`);
      const result = await tryOne(mutant, context);
      results.push({ mutant, ...result, seconds: Math.round((performance.now() - startedAt) / 1000) });
      process.stderr.write(`          ${lineOf(results.at(-1))}\n`);
    }
    return await withoutDoubt(results, context);
  } finally {
    await tree.close();
  }
}

async function tryOne(mutant, context) {
  const { tree } = context;
  if (leftSeconds(context) <= 0) return notTried();
  const { path, source } = mutate(mutant, tree.sources);
  writeFileSync(join(tree.root, path), source);
  try {
    // As a person would leave it: its form kills none.
    await runIn(context, join('node_modules', '.bin', 'oxfmt'), [path]);
    const built = await runIn(context, process.execPath, ['scripts/build.mjs']);
    if (built.code !== 0) return built.isOver ? notTried() : { result: 'invalid', by: firstLine(built.output) };
    return await judge(path, context);
  } finally {
    writeFileSync(join(tree.root, path), tree.sources.get(path));
  }
}

/** Runs stage after stage until one kills. */
async function judge(path, context) {
  const room = path.split('/', 2).join('/');
  const isOutside = (test) => !test.startsWith(`${room}/`);
  const beside = path.replace(/\.ts$/, '.test.ts');
  const tests = [...dependents(context.graph, [path])].filter((file) => file.endsWith('.test.ts') && !IS_PROGRAM_SUITE.test(file));
  const stages = [
    () => vitest(context, existsSync(join(context.tree.root, beside)) ? [beside] : []),
    () => vitest(context, [`${dirname(path)}/`]),
    () => vitest(context, dirname(path) === room ? [] : [`${room}/`]),
    () =>
      vitest(
        context,
        tests.filter((test) => isOutside(test) && !IS_SERVER_SUITE.test(test)),
      ),
    () =>
      vitest(
        context,
        tests.filter((test) => isOutside(test) && IS_SERVER_SUITE.test(test)),
      ),
    () => everything(context),
  ];
  for (const stage of stages.slice(0, context.stages)) {
    const { by, isOver } = await stage();
    if (by !== undefined) return { result: 'killed', ...by };
    if (isOver) return notTried();
  }
  return { result: 'survived', by: '' };
}

function notTried() {
  return { result: 'not tried', by: '' };
}

/** Runs test files, or those of a folder, up to the first that fails. */
async function vitest(context, paths) {
  if (paths.length === 0) return { isOver: false, by: undefined };
  const { result, failed } = await runTests(context, [...paths, '--bail=1']);
  const [first] = failed;
  return { isOver: result.isOver, by: killerOf(result, first && { by: `${first.file}: ${first.test}`, file: first.file }) };
}

async function runTests(context, args) {
  const { root } = context.tree;
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const all = ['run', ...args, '--passWithNoTests', ...reports];
  const result = await runIn(context, join('node_modules', '.bin', 'vitest'), all, { silentSeconds: SILENT_SECONDS });
  return { result, failed: failedTests(root, join(root, REPORT)) };
}

/** Runs everything. The first failure that `npm test` names is a test, or a step of the check. */
async function everything(context) {
  const result = await runIn(context, 'npm', ['test'], { seconds: ALL_SECONDS });
  const line = /^ {7}(\S+\.test\.ts): (.*)$/m.exec(result.output);
  const step = /^FAILED (.*?)(?: \(|$)/m.exec(result.output);
  const by = line === null ? { by: `npm test: ${step?.[1] ?? 'no step by name'}` } : { by: `${line[1]}: ${line[2]}`, file: line[1] };
  return { isOver: result.isOver, by: killerOf(result, by) };
}

function killerOf({ code, why, isOver, output }, failed) {
  if (code === 0 || isOver) return undefined;
  if (why !== undefined) return { by: 'the limit of time: tests stand still' };
  return failed ?? { by: `an error between tests: ${firstLine(/Error: .*/.exec(output)?.[0])}` };
}

async function runIn(context, program, args, { seconds = Infinity, silentSeconds } = {}) {
  const left = leftSeconds(context);
  const result = await context.tree.run(program, args, {
    seconds: Math.max(1, Math.min(seconds, left)),
    silentSeconds: silentSeconds ?? left,
  });
  return { ...result, isOver: leftSeconds(context) <= 0 && result.why !== undefined };
}

function leftSeconds({ endsAt }) {
  return (endsAt - performance.now()) / 1000;
}

/** The results, with those as survivors whose killer fails without a mutant. Time for it is always left: it takes a minute or two. */
async function withoutDoubt(results, context) {
  const files = [...new Set(results.flatMap(({ file }) => file ?? []))];
  if (files.length === 0 || context.endsAt === 0) return results;
  process.stderr.write(`          ${files.length} test files that have killed are run without a mutant\n`);
  const { tree } = context;
  const without = { tree, endsAt: performance.now() + ALL_SECONDS * 1000 };
  await runIn(without, process.execPath, ['scripts/build.mjs']);
  const ownFiles = files.filter((file) => !/^test\/(?:peers|operator|web)\//.test(file));
  const { failed: failures } = await runTests(without, ownFiles);
  const isDoubtful = ({ by }) => failures.some(({ file, test }) => by.startsWith(`${file}: ${test}`));
  return results.map((one) => (isDoubtful(one) ? { ...one, result: 'in doubt', by: `${one.by} (${ON_HEAD})` } : one));
}

function lineOf({ mutant, result, by, seconds }) {
  const reason = result === 'survived' && mutant.reason !== undefined ? ` (accepted: ${mutant.reason})` : '';
  return `${result}${by === '' ? '' : ` by ${by}`}${reason} (${seconds} s)`;
}

function summary(results) {
  const lines = results
    .filter(({ result }) => result !== 'killed')
    .map((one) => `${one.mutant.file} ${one.mutant.symbol}: ${one.mutant.name} ${lineOf(one)}`);
  const killed = results.filter(({ result }) => result === 'killed').length;
  const invalid = results.filter(({ result }) => result === 'invalid').length;
  const others = invalid === 0 ? '' : `, ${invalid} killed by the compiler`;
  return [...lines, `${killed} of ${results.length} mutants killed${others}`].join('\n');
}

function firstLine(text = '') {
  return text.trimStart().split('\n', 1)[0] ?? '';
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
