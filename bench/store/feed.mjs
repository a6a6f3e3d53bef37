// The load in a process of its own, packed as the main thread of the server packs it: node feed.mjs CALLS DAYS TIMELINES BATCH, by `openFeed`.
// It makes a portion of batches at once and is idle while the store works through them, so neither its time nor its memory is the store's.
// Each byte on its input asks for one batch: the length of what follows, then a line of JSON, then the messages. The last answer has none.
import { Load } from './load.mjs';
import { loadEncoder, MESSAGE_CHANGES } from './ours.mjs';

const PORTION = 20;
const [calls, days, timelines, batch] = process.argv.slice(2).map(Number);
const encode = await loadEncoder();
const load = new Load(calls, { timelines: timelines === 1, days });
const made = [];
let lsn = 0;
let encodeSeconds = 0;

function make() {
  const messages = [];
  // Message by message: a batch of changes at once would be copied by each collection of garbage meanwhile.
  for (let left = batch; left > 0; left -= MESSAGE_CHANGES) {
    const changes = load.take(Math.min(left, MESSAGE_CHANGES));
    const from = performance.now();
    messages.push(...encode(changes, lsn));
    encodeSeconds += (performance.now() - from) / 1000;
    lsn += changes.length;
  }
  const heads = messages.map((one) => ({ lsn: one.lsn, count: one.count, length: one.payload.length }));
  const line = Buffer.from(`${JSON.stringify({ ended: load.ended, encodeSeconds, heads })}\n`);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(messages.reduce((sum, { payload }) => sum + payload.length, line.length));
  made.push([length, line, ...messages.map(({ payload }) => payload)]);
}

process.stdin.on('data', (asked) => {
  for (let left = asked.length; left > 0; left -= 1) {
    if (made.length === 0) while (made.length < PORTION) make();
    for (const bytes of made.shift()) process.stdout.write(bytes);
  }
});
