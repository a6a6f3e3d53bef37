import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readerFigures } from './reader-figures.mjs';

/** Calls of the largest textbook: it is slow, and its ratio is asked for here. */
const TEXTBOOK_CALLS = 1_000_000;
/** Parts of a load keep the density of ten million calls in 30 days. */
const CALLS_PER_DAY = 333_333;
const DENSE_CALLS = 200_000;
/** How docs/store.md says to run with little memory. */
const SMALL_OPTIONS = '--max-old-space-size=96 --max-semi-space-size=1';
/** How it says to run on few cores: all that write, and what reads beside them. */
const FEW_CORES_OPTIONS = '--v8-pool-size=0';
/** Some half a minute at full speed: what a reader does once, as it starts, is then few of its questions. */
const READER_CALLS = 1_000_000;
const STALL_ROUNDS = 5;
const STALL_SECONDS = 6;
const STALL_CALLS = 5_000_000;
const QUIET_MS = 5000;
/** Most that one measurement may take: ten million calls on a machine with other work. */
const LIMIT_MS = 3 * 3600_000;

/** Runs the parts, each measurement in a process of its own, and collects their figures. */
export function createRun({ folder, sizes, isKept }) {
  const figures = {};
  for (const size of sizes) figures[size] = {};
  const path = (size, name) => join(folder, `${size}-${name}`);

  /** Writes a contender's data; what an earlier run left in a kept folder stands with its figures. */
  async function ingest(contender, size) {
    const target = path(size, contender);
    const known = readFigures(`${target}.whole`);
    if (known !== undefined) return known;
    rmSync(target, { recursive: true, force: true });
    forget(contender, size);
    mkdirSync(target, { recursive: true });
    const found = withoutBusy(await measure('ingest.mjs', [contender, size, target], FEW_CORES_OPTIONS));
    if (found !== undefined) writeFileSync(`${target}.whole`, JSON.stringify(found));
    return found;
  }

  /** Some calls in few days, at the density of the largest load. */
  function dense(size, most, target, { contender = 'ours', options = FEW_CORES_OPTIONS } = {}) {
    const calls = Math.min(size, most);
    rmSync(target, { recursive: true, force: true });
    return measure('ingest.mjs', [contender, calls, target, calls / CALLS_PER_DAY], options);
  }

  /** Every contender is written once, ours also packed: questions are asked of what a server has made of a month. */
  async function ensure(contender, size) {
    const target = path(size, contender);
    const found = await ingest(contender, size);
    if (contender !== 'ours') return;
    figures[size].ours = found;
    figures[size].packing = await pack(target, size);
  }

  async function pack(target, size) {
    const known = readFigures(`${target}.packed`);
    if (known !== undefined) return known;
    const found = await measure('pack.mjs', [target, size]);
    if (found !== undefined) writeFileSync(`${target}.packed`, JSON.stringify(found));
    return found;
  }

  function drop(contender, size) {
    if (isKept) return;
    rmSync(path(size, contender), { recursive: true, force: true });
    forget(contender, size);
  }

  /** The next run must not take it for whole. */
  function forget(contender, size) {
    for (const mark of ['whole', 'packed']) rmSync(`${path(size, contender)}.${mark}`, { force: true });
  }

  const parts = {
    async ingest(size, of) {
      of.ours = await ingest('ours', size);
      if (size !== sizes[0] || size > TEXTBOOK_CALLS) return;
      for (const [name, contender] of Object.entries({ textbook: 'textbook', oursCalls: 'ours-calls', textbookCalls: 'textbook-calls' })) {
        of[name] = await ingest(contender, size);
        drop(contender, size);
      }
      // At the density of the largest load, for a rollup takes the same room however many calls it counts.
      of.denseCalls = withoutBusy(await dense(size, size, path(size, 'denseCalls'), { contender: 'ours-calls' }));
      drop('denseCalls', size);
      for (const [name, how] of Object.entries({ dense: {}, small: { options: SMALL_OPTIONS }, both: { contender: 'ours-both' } })) {
        of[name] = withoutBusy(await dense(size, DENSE_CALLS, path(size, name), how));
        drop(name, size);
      }
    },
    async queries(size, of) {
      await ensure('ours', size);
      await ensure('scan', size);
      const smaller = size === sizes[0] ? [] : [path(sizes[0], 'ours')];
      of.queries = await measure('queries.mjs', [size, path(size, 'ours'), path(size, 'scan'), ...smaller]);
      for (const failure of of.queries?.failures ?? []) console.error(`could not measure ${failure}`);
      drop('scan', size);
    },
    async export(size, of) {
      await ensure('ours', size);
      const formats = [];
      for (const format of ['csv', 'ndjson']) {
        const plain = await measure('plain-table.mjs', [path(size, 'ours'), path(size, 'plain')]);
        formats.push({ format, ...(await measure('export.mjs', [size, path(size, 'ours'), format])), plain });
      }
      of.export = formats;
      drop('plain', size);
    },
    async readers(size, of) {
      if (size !== sizes[0]) return;
      const target = path(size, 'readers');
      // The reader waits for the first file, which must not be one of a run before.
      rmSync(target, { recursive: true, force: true });
      const reader = start('reader.mjs', [target], FEW_CORES_OPTIONS);
      const written = await dense(size, READER_CALLS, target);
      await pause(QUIET_MS);
      reader.child.stdin.end();
      of.written = withoutBusy(written);
      of.reader = readerFigures(await reader.figures, written?.busy ?? []);
      drop('readers', size);
    },
    async upkeep(size, of) {
      if (size !== sizes.at(-1)) return;
      await ensure('ours', size);
      of.dropping = await measure('drop.mjs', [path(size, 'ours')]);
      forget('ours', size);
    },
    async stall(size) {
      if (size !== sizes[0]) return;
      figures.stall = await stall(path(size, 'stall'));
    },
  };
  return { figures, part: (name, size) => parts[name](size, figures[size]) };
}

/** The figures that an earlier run left beside a store; undefined when there are none. */
function readFigures(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** When a store was busy is for the reader beside it alone. */
function withoutBusy(found) {
  if (found === undefined) return undefined;
  const { busy, ...figures } = found;
  return figures;
}

/** Rounds with and without a store take turns; the ratio is that of the medians of the 99th percentile. */
async function stall(target) {
  const found = { control: [], store: [] };
  for (let round = 0; round < STALL_ROUNDS; round += 1) {
    const control = await measure('stall.mjs', [STALL_SECONDS]);
    const store = await measure('stall.mjs', [STALL_SECONDS, target, STALL_CALLS]);
    rmSync(target, { recursive: true, force: true });
    if (control === undefined || store === undefined) return {};
    found.control.push(control.p99);
    found.store.push(store.p99);
  }
  const [control, store] = [median(found.control), median(found.store)];
  return { control, store, ratio: store / control };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The figures that a script prints; undefined when it failed, which its gates then show. */
function measure(script, args, options = '') {
  const { child, figures } = start(script, args, options);
  child.stdin.end();
  return figures;
}

function start(script, args, options = '') {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, script), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
    env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${options}` },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const figures = new Promise((resolve) => {
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else {
        console.error(`${script} ${args.join(' ')} failed with ${code}`);
        resolve(undefined);
      }
    });
  });
  return { child, figures };
}
