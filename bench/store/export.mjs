// Exports every call: node export.mjs CALLS FOLDER FORMAT. Prints rows per second, of the clock and of CPU time, and the peak of memory as JSON.
import { peakBytes } from './peak-bytes.mjs';
import { openOurs } from './ours.mjs';
import { createProgress } from './progress.mjs';

const [callsText, folder, format] = process.argv.slice(2);
const calls = Number(callsText);
const NEWLINE = 10;

const store = await openOurs(folder, { readOnly: true });
const progress = createProgress(`export ${format}`, calls);
const from = performance.now();
const cpu = process.cpuUsage();
let rows = 0;
let bytes = 0;
for await (const chunk of store.scan({}, format, 'masked')) {
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) rows += 1;
  bytes += chunk.length;
  progress.show(rows);
}
const seconds = (performance.now() - from) / 1000;
const { user, system } = process.cpuUsage(cpu);
progress.end();
await store.close();
const expected = format === 'csv' ? calls + 1 : calls;
console.log(
  JSON.stringify({
    rowsPerSecond: rows / seconds,
    rowsPerCpuSecond: (rows / (user + system)) * 1e6,
    missing: expected - rows,
    bytesPerRow: bytes / rows,
    peakBytes: peakBytes(),
  }),
);
