import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Format, Reader, Rendering } from '../metrics/index.ts';
import { acceptsGzip, CONTENT_TYPE, negotiate } from './negotiate.ts';
import { GZIP_LEVEL, RunZipper } from './run-zipper.ts';

/** The headers of a request by lower-case name, as node:http and hono's `c.req.header()` give them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer to a scrape. `sendMetrics` and `webResponse` send it. */
export interface MetricsResponse {
  /** 401: the request carries no key, where one is needed. */
  readonly status: 200 | 401;
  readonly headers: Readonly<Record<string, string>>;
  /** Valid until `release`. Others may be sending it too, so nobody changes it. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Gives the memory of the body back, to be used for a later answer. May be called twice; when never called, the memory is collected. */
  release(): void;
  /** Callback once the whole body was sent. Absent without a listener. */
  readonly sent?: () => void;
}

/** Answers a scrape in the format that the request prefers, compressed when it takes gzip. */
export type MetricsResponder = (headers: RequestHeaders) => Promise<MetricsResponse>;

const gzipAsync = promisify(gzip);

/** Answers the scrapes of one registry. Who asks for a compressed answer while the same one is being made gets that one. */
export function createMetricsResponder(reader: Reader): MetricsResponder {
  const zipper = new RunZipper();
  const pending = new Map<Format, Promise<MetricsResponse>>();
  const zip = async (format: Format): Promise<MetricsResponse> => {
    const rendering = reader.render(format);
    try {
      const body = await zipper.zip(rendering);
      return { status: 200, headers: responseHeaders(format, body.length, true), body, release: () => undefined, ...sentOf(rendering) };
    } finally {
      rendering.release();
    }
  };
  return async (headers) => {
    const format = negotiate(headerText(headers['accept']));
    if (!acceptsGzip(headerText(headers['accept-encoding']))) {
      const rendering = reader.render(format);
      const { bytes, release } = rendering;
      return { status: 200, headers: responseHeaders(format, bytes.length, false), body: bytes, release, ...sentOf(rendering) };
    }
    const answer = pending.get(format) ?? zip(format).finally(() => pending.delete(format));
    pending.set(format, answer);
    return answer;
  };
}

function sentOf({ sent }: Rendering): Pick<MetricsResponse, 'sent'> {
  return sent === undefined ? {} : { sent };
}

/** An answer of these bytes, compressed when the request takes gzip. */
export async function respond(bytes: Uint8Array<ArrayBuffer>, format: Format, headers: RequestHeaders): Promise<MetricsResponse> {
  const isZipped = acceptsGzip(headerText(headers['accept-encoding']));
  const body = isZipped ? new Uint8Array(await gzipAsync(bytes, { level: GZIP_LEVEL })) : bytes;
  return { status: 200, headers: responseHeaders(format, body.length, isZipped), body, release: () => undefined };
}

function responseHeaders(format: Format, length: number, isZipped: boolean): Readonly<Record<string, string>> {
  return {
    'content-type': CONTENT_TYPE[format],
    'content-length': String(length),
    vary: 'accept, accept-encoding',
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  };
}

/** One header in one text. */
export function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(',') : value;
}
