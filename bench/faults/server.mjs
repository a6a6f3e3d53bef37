import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

/** A server on ports of the system's choice, with as many descriptors as are said. Resolves when it serves. */
export async function startServer(data, descriptors) {
  // Calls that are over settle at once, so that their days are opened while the fault lasts.
  const serve = [MAIN, 'serve', '--http-port', '0', '--hep-port', '0', '--calls-settle-seconds', '0.3', '--store-path', data];
  const [program, args] =
    descriptors === undefined
      ? [process.execPath, serve]
      : ['sh', ['-c', `ulimit -n ${descriptors}; exec "$0" "$@"`, process.execPath, ...serve]];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH } });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output = (output + text).slice(-100_000);
  });
  let address;
  while (address === undefined) {
    await Promise.race([once(child.stderr, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`ringscope ended with ${child.exitCode}: ${output}`);
    address = /"address":"([^"]+)"/.exec(output)?.[1];
  }
  return {
    url: `http://${address}`,
    pid: child.pid,
    hepPort: Number(/"endpoints":\["[^"]*:(\d+)"/.exec(output)?.[1]),
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}
