// What an export is compared with: a table with a column for each that an export has, read row by row and written as CSV: node plain-table.mjs OURS_FOLDER FOLDER.
// Prints its figures as JSON.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadDriver, openOurs } from './ours.mjs';
import { peakBytes } from './peak-bytes.mjs';

const COLUMNS = {
  id: 'TEXT PRIMARY KEY',
  callId: 'TEXT',
  startedAt: 'REAL',
  endedAt: 'REAL',
  direction: 'TEXT',
  trunk: 'TEXT',
  agent: 'TEXT',
  caller: 'TEXT',
  callee: 'TEXT',
  state: 'TEXT',
  outcome: 'TEXT',
  ended: 'TEXT',
  cause: 'TEXT',
  sipCode: 'INTEGER',
  codec: 'TEXT',
  pddSeconds: 'REAL',
  setupSeconds: 'REAL',
  talkSeconds: 'REAL',
  agentResponseSeconds: 'REAL',
  mos: 'REAL',
  hasTranscript: 'INTEGER',
};
const NAMES = Object.keys(COLUMNS);
const CHUNK = 64 * 1024;

const [oursFolder, folder] = process.argv.slice(2);
const Driver = await loadDriver();
const path = join(folder, 'plain.db');
if (!existsSync(path)) await fill();
const db = new Driver(path, { readOnly: true });
const from = performance.now();
const cpu = process.cpuUsage();
let rows = 0;
let bytes = 0;
for (const chunk of chunks()) bytes += chunk.length;
const seconds = (performance.now() - from) / 1000;
const { user, system } = process.cpuUsage(cpu);
db.close();
console.log(
  JSON.stringify({
    rowsPerSecond: rows / seconds,
    rowsPerCpuSecond: (rows / (user + system)) * 1e6,
    bytesPerRow: bytes / rows,
    peakBytes: peakBytes(),
  }),
);

/** Takes over the calls of our store. */
async function fill() {
  mkdirSync(folder, { recursive: true });
  const made = new Driver(path);
  made.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE calls (${NAMES.map((name) => `${name} ${COLUMNS[name]}`).join(', ')}); BEGIN;`);
  const insert = made.prepare(`INSERT INTO calls VALUES (${NAMES.map(() => '?').join(', ')})`);
  const store = await openOurs(oursFolder, { readOnly: true });
  let rest = '';
  for await (const chunk of store.scan({}, 'ndjson', 'masked')) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop();
    for (const line of lines) insert.run(...rowOf(JSON.parse(line)));
  }
  await store.close();
  made.exec('COMMIT');
  made.close();
}

function rowOf(call) {
  return NAMES.map((name) => (typeof call[name] === 'boolean' ? Number(call[name]) : (call[name] ?? null)));
}

/** As a textbook writes CSV. */
function* chunks() {
  let text = `${NAMES.join(',')}\r\n`;
  for (const row of db.prepare(`SELECT ${NAMES.join(', ')} FROM calls`).iterate()) {
    text += `${NAMES.map((name) => cellOf(row[name])).join(',')}\r\n`;
    rows += 1;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

function cellOf(value) {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
