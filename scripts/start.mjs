// `npm start`: installs what is missing, builds what changed, then serves. Its arguments go to `ringscope serve`; `npm start -- demo` runs that command instead.
import { join } from 'node:path';
import { install } from './install.mjs';
import { ROOT, run } from './run.mjs';

await install();
// In a process of its own, so that the server does not keep the memory of the compiler.
const built = await run(process.execPath, [join(ROOT, 'scripts/build.mjs')]);
if (built.code !== 0) {
  process.stderr.write(built.output);
  process.exit(1);
}
// In this process: a signal has one receiver, and nothing is left behind when it ends.
const main = join(ROOT, 'dist/cli/main.js');
process.argv.splice(1, 1, main, ...(process.argv[2] === 'demo' ? [] : ['serve']));
await import(main);
