import { createHash } from 'node:crypto';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1f;background:#fff}' +
  'table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #d8d8de;vertical-align:top}' +
  'td,code{font-family:ui-monospace,monospace}.bad{color:#a4161a}footer{margin-top:2rem;font-size:.85rem;color:#55555e}' +
  'pre{overflow-x:auto;padding:.75rem;border:1px solid #d8d8de}a{color:#0b57a4}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e6ea;background:#17171a}th,td,pre{border-color:#3a3a42}.bad{color:#ff8b8b}a{color:#8ab8ff}footer{color:#a5a5b0}}';

/** What such a page may do: nothing but show itself and lead to others. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What a page of one file is sent with. */
export const PLAIN_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
} as const;

/** One HTML file that loads nothing. `title` and `body` are HTML: whatever is not ours in them was escaped. */
export function plainPage(title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body>`,
    ...body,
    '</body></html>',
    '',
  ].join('\n');
}
