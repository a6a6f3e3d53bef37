import type { ServerResponse } from 'node:http';
import type { MetricsResponse } from './metrics-response.ts';

/** Bytes of one chunk of a web response. */
const CHUNK_BYTES = 64 * 1024;

/** Sends an answer over node:http and releases it once it was sent or the scraper has gone. */
export function sendMetrics(response: ServerResponse, { status, headers, body, release, sent }: MetricsResponse): void {
  response.once('close', release);
  if (sent !== undefined) response.once('finish', sent);
  response.writeHead(status, headers).end(body);
}

/** Makes a web response of an answer and releases it once it was read to its end or cancelled. */
export function webResponse({ status, headers, body, release, sent }: MetricsResponse): Response {
  let position = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        // A copy, since nobody says when a chunk was sent.
        if (position < body.length) controller.enqueue(body.slice(position, position + CHUNK_BYTES));
        else {
          // The earlier chunks were sent.
          release();
          sent?.();
          controller.close();
        }
        position += CHUNK_BYTES;
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, headers });
}
