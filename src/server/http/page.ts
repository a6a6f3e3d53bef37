import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ROOT_FOLDER } from '../root-folder.ts';
import type { Access } from './access.ts';

/** Where the build puts it. */
const FOLDER = new URL('dist/web/', ROOT_FOLDER);

/** Nothing but what the server has itself, and no script or style in the text of the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The name of an asset has the hash of its content in it. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const MEDIA_TYPE: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly zipped: Uint8Array<ArrayBuffer>;
}

/** The web page as it was built: what it is made of, by path. */
export interface WebPage {
  /** The text, with `{{root}}` where the way up to the root stands. */
  readonly index: string;
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Reads what was built. Undefined when nothing was, as in a tree that only tsc has built. */
export function readWebPage(): WebPage | undefined {
  try {
    const names = readdirSync(new URL('assets/', FOLDER));
    const assets = names.map((name): [string, Asset] => {
      const bytes = new Uint8Array(readFileSync(new URL(`assets/${name}`, FOLDER)));
      return [
        `/assets/${name}`,
        { mediaType: MEDIA_TYPE[extname(name)] ?? 'application/octet-stream', bytes, zipped: new Uint8Array(gzipSync(bytes)) },
      ];
    });
    return { index: readFileSync(new URL('index.html', FOLDER), 'utf8'), assets: new Map(assets) };
  } catch {
    return undefined;
  }
}

/**
 * Answers a browser that opens a path with the page, which then asks the API for itself; and with what the page is made of. Neither needs credentials: there is
 * nothing of this server in them. `offered`: paths that answer for themselves, also to a browser.
 */
export function servePage({ index, assets }: WebPage, offered: ReadonlySet<string>) {
  return createMiddleware<Access>(async (request, next) => {
    const asset = assets.get(request.req.path);
    if (asset !== undefined && isReading(request)) return assetResponse(request, asset);
    if (!isPageAsked(request, offered)) return next();
    return request.html(index.replace('{{root}}', rootFrom(request.req.path)), 200, {
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      vary: 'accept',
    });
  });
}

/** Whether a browser asks for a page, and for none of these paths, nor for a part of the API. */
export function isPageAsked(request: Context<Access>, offered: ReadonlySet<string>): boolean {
  const { path } = request.req;
  const asksForPage = isReading(request) && (request.req.header('accept') ?? '').includes('text/html');
  return asksForPage && !offered.has(path) && !path.startsWith('/api/') && !path.startsWith('/assets/');
}

function isReading({ req }: Context<Access>): boolean {
  return req.method === 'GET' || req.method === 'HEAD';
}

function assetResponse(request: Context<Access>, { mediaType, bytes, zipped }: Asset): Response {
  const isZipped = /\bgzip\b/u.test(request.req.header('accept-encoding') ?? '');
  return request.body(isZipped ? zipped : bytes, 200, {
    'content-type': mediaType,
    'cache-control': FOR_EVER,
    vary: 'accept-encoding',
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  });
}

/** The way from a path up to the root, so that the page works below any path of a reverse proxy. */
function rootFrom(path: string): string {
  const depth = path.split('/').length - 2;
  return depth === 0 ? './' : '../'.repeat(depth);
}
