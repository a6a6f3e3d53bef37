import { expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { createThreadWatch } from './thread-watch.ts';

test('a thread that does not answer for ten seconds is told once, and once more when it goes on; the others are not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
  const lines: string[] = [];
  let goOn = (): void => undefined;
  const threads = {
    store: async () => new Promise<void>((resolve) => (goOn = resolve)),
    query: async () => undefined,
    http: async () => Promise.reject(new Error('gone')),
  };
  const look = createThreadWatch(
    threads,
    createLog('info', (line) => void lines.push(line)),
    10,
  );
  try {
    for (let second = 0; second < 25; second += 1) {
      look();
      await vi.advanceTimersByTimeAsync(1000);
    }
    goOn();
    await vi.advanceTimersByTimeAsync(10);
    const still = lines.map((line): unknown => JSON.parse(line));
    expect(still).toMatchObject([
      { level: 'error', thread: 'store', message: expect.stringContaining('The store thread has stood still for 1') },
    ]);
  } finally {
    vi.useRealTimers();
  }
});
