import { expect, test } from 'vitest';
import { TeleError, type HttpRefusal } from '../../core/index.ts';
import { feedBody } from './take-upload.ts';

const FED = { next: async () => undefined, end: () => undefined, gone: new Promise<void>(() => undefined) };

test('a client that sends nothing more of a file is cut off, which is counted', async () => {
  const [refused, fed]: [HttpRefusal[], (number | undefined)[]] = [[], []];
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
  const one = { ...FED, feed: async (bytes: Uint8Array | undefined) => void fed.push(bytes?.length) };
  const ended = feedBody(body, one, 0.05, { refused: (reason) => void refused.push(reason) });
  await expect(ended).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect([fed, refused]).toEqual([[3], ['slow_request']]);
});

test('what ends an import ends the feeding of its file at once; what is left of that is dropped', async () => {
  let left = 10;
  let fed = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      left -= 1;
      controller.enqueue(new Uint8Array(10));
      if (left === 0) controller.close();
    },
  });
  const feed = async (): Promise<void> => {
    fed += 1;
    throw new TeleError('STORE_UNWRITABLE', 'The disk is full.');
  };
  await expect(feedBody(body, { ...FED, feed }, 10, { refused: () => undefined })).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  await expect.poll(() => left).toBe(0);
  expect(fed).toBe(1);
});

test('an import that is cancelled while nothing comes of its file ends with why', async () => {
  const body = new ReadableStream<Uint8Array>();
  const feed = async (): Promise<void> => {
    throw new TeleError('BAD_REQUEST', 'It was cancelled.');
  };
  const ended = feedBody(body, { ...FED, feed, gone: Promise.resolve() }, 10, { refused: () => undefined });
  await expect(ended).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
