import { spawn } from 'node:child_process';
import { join } from 'node:path';

const LENGTH_BYTES = 4;
const NEWLINE = 10;

/**
 * Starts the generator. `next()` gives a batch of packed messages, an empty one at the end. With `ahead` batches it works while the store does; without, it
 * begins when it is asked.
 */
export function openFeed({ calls, days, timelines, batch, ahead = 0 }) {
  const args = [calls, days, Number(timelines), batch].map(String);
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'feed.mjs'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let wake = () => {};
  // One listener for good: each new one would be told of what is there already.
  for (const event of ['readable', 'end']) child.stdout.on(event, () => wake());
  child.stdin.write('.'.repeat(ahead));

  async function take(length) {
    for (;;) {
      const bytes = child.stdout.read(length);
      if (bytes?.length === length) return bytes;
      if (bytes !== null || child.stdout.readableEnded) throw new Error('the generator ended too early');
      await new Promise((resolve) => (wake = resolve));
    }
  }

  return {
    async next() {
      child.stdin.write('.');
      const bytes = await take((await take(LENGTH_BYTES)).readUInt32LE(0));
      let at = bytes.indexOf(NEWLINE) + 1;
      const { ended, encodeSeconds, heads } = JSON.parse(bytes.toString('utf8', 0, at));
      const messages = heads.map(({ lsn, count, length }) => ({ lsn, count, payload: bytes.subarray(at, (at += length)) }));
      return { ended, encodeSeconds, messages };
    },
    close: () => child.stdin.end(),
  };
}
