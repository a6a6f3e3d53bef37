import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { build } from 'rolldown';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));

/** Every text of the catalogue is written with accents, a third longer, and between these. */
export const OPENS = '⟦';

const PSEUDO = `
const accents = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú' };
const pseudo = (value) => {
  if (typeof value === 'function') return (...given) => pseudo(value(...given));
  if (Array.isArray(value)) return value.map(pseudo);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, pseudo(one)]));
  if (typeof value !== 'string' || value === '') return value;
  return '${OPENS}' + value.replace(/[aeiouAEIOU]/g, (one) => accents[one]) + ' ' + 'xy '.repeat(Math.ceil(value.length / 9)).trim() + '⟧';
};
export const WORDS = pseudo(PLAIN);
`;

/** The page in a language that nobody speaks, whose texts show what is not in the catalogue and what has no room for longer words. */
export interface PseudoLocale {
  /** Has every page of a browser load this one instead of the one that the server has. */
  use(context: BrowserContext): Promise<void>;
  remove(): void;
}

/** Bundles the page with another table of words. */
export async function bundlePseudoLocale(): Promise<PseudoLocale> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-pseudo-'));
  const { output } = await build({
    input: join(WEB, 'main.tsx'),
    platform: 'browser',
    tsconfig: join(WEB, 'tsconfig.json'),
    plugins: [
      {
        name: 'pseudo-locale',
        transform: (code, id) =>
          id === join(WEB, 'words.ts') ? code.replace('export const WORDS =', 'const PLAIN =') + PSEUDO : undefined,
      },
    ],
    output: { dir: folder, entryFileNames: 'pseudo.js', chunkFileNames: 'pseudo-[name].js' },
  });
  const names = new Set(output.map(({ fileName }) => fileName));
  return {
    async use(context) {
      await context.route(/\/assets\/.*\.js$/, async (route) => {
        const name = basename(new URL(route.request().url()).pathname);
        if (name.startsWith('page-')) return route.fulfill({ contentType: 'text/javascript', body: `import './pseudo.js';` });
        if (names.has(name)) return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(folder, name), 'utf8') });
        return route.continue();
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
