import { createMiddleware } from 'hono/factory';
import { PLAIN_PAGE_HEADERS } from '../plain-page.ts';
import { readRunbookPage, runbookIndexPage } from '../runbooks.ts';
import type { Access } from './access.ts';
import { isPageAsked } from './page.ts';

/** Answers a browser that opens a runbook, or the list of all. It needs no credentials: every copy of the package has the same. */
export const serveRunbooks = createMiddleware<Access>(async (request, next) => {
  const [path, name] = /^\/runbooks(?:\/(\w{1,100}))?$/.exec(request.req.path) ?? [];
  if (path === undefined || !isPageAsked(request, NOTHING_ELSE)) return next();
  const page = name === undefined ? runbookIndexPage() : await readRunbookPage(name);
  return page === undefined ? next() : request.body(page, 200, { ...PLAIN_PAGE_HEADERS, vary: 'accept' });
});

const NOTHING_ELSE: ReadonlySet<string> = new Set();
