import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { ROOT } from './run.mjs';

const PAGES = join(ROOT, 'docs', 'runbooks');
const INTO = join(ROOT, 'dist', 'runbooks.json.br');

/** Renders each runbook to a piece of HTML, all in one compressed file by their names: the package stays small. The name of another alert leads to its page. */
export async function bundleRunbooks() {
  // A script that installs packages first loads this file before they are there.
  const { marked } = await import('marked');
  const pages = {};
  const names = readdirSync(PAGES).map((file) => file.replace(/\.md$/, ''));
  for (const name of names) {
    const text = readFileSync(join(PAGES, `${name}.md`), 'utf8').replaceAll(/<!--.*?-->\n?/gs, '');
    const html = await marked.parse(text);
    const linked = html.replaceAll(/<code>(\w+)<\/code>/g, (code, other) =>
      other !== name && names.includes(other) ? `<a href="${other}">${code}</a>` : code,
    );
    pages[name] = linked;
  }
  writeFileSync(INTO, brotliCompressSync(JSON.stringify(pages)));
}
