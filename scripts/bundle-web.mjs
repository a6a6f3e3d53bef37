import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const WEB = join(ROOT, 'web');
const INTO = join(ROOT, 'dist', 'web');

/** Puts the page into `dist/web`: `index.html`, and below `assets` what it loads, each with the hash of its content in its name. */
export async function bundleWeb() {
  // A script that installs packages first loads this file before they are there.
  const { build } = await import('rolldown');
  rmSync(INTO, { recursive: true, force: true });
  mkdirSync(join(INTO, 'assets'), { recursive: true });
  const bundle = async (name, file) => {
    const { output } = await build({
      input: join(WEB, file),
      platform: 'browser',
      tsconfig: join(WEB, 'tsconfig.json'),
      output: { dir: join(INTO, 'assets'), minify: true, entryFileNames: `${name}-[hash].js`, chunkFileNames: '[name]-[hash].js' },
    });
    return `assets/${output.find((one) => one.type === 'chunk' && one.isEntry).fileName}`;
  };
  const script = await bundle('page', 'main.tsx');
  // Runs beside the page, so it is a bundle of its own.
  const worker = await bundle('live-worker', 'api/live-worker.ts');
  const styles = readdirSync(join(WEB, 'style')).toSorted((one, other) => Number(other === 'tokens.css') - Number(one === 'tokens.css'));
  const charts = readFileSync(join(ROOT, 'node_modules', 'uplot', 'dist', 'uPlot.min.css'), 'utf8');
  const own = styles.map((name) => readFileSync(join(WEB, 'style', name), 'utf8'));
  const style = write('style.css', [charts, ...own].join('\n'));
  const icon = write('icon.svg', readFileSync(join(WEB, 'icon.svg'), 'utf8'));
  const page = readFileSync(join(WEB, 'index.html'), 'utf8')
    .replace('{{style}}', style)
    .replace('{{icon}}', icon)
    .replace('{{script}}', script)
    .replace('{{worker}}', worker);
  writeFileSync(join(INTO, 'index.html'), page);
}

/** Returns the name with the hash in it, as the page has it. */
function write(name, text) {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  const path = `assets/${name.replace('.', `-${hash}.`)}`;
  writeFileSync(join(INTO, path), text);
  return path;
}
