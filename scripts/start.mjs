// `npm start`: installs what is missing, builds what changed, then serves. Its arguments go to `ringscope serve`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { ROOT } from './run.mjs';

await install();
const built = await build();
if (built.code !== 0) {
  process.stderr.write(built.output);
  process.exit(1);
}
const server = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'serve', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
