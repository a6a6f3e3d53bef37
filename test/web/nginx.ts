import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../peers/free-ports.ts';
import { startProgram, tailOf, type Program } from '../peers/program.ts';
import { waitUntil } from '../peers/wait-until.ts';

/** An nginx that passes on what is asked below a path. */
export interface Nginx {
  /** With the path, and a slash at its end. */
  readonly url: string;
  readonly program: Program;
}

/** Starts nginx with nothing set but where to pass on to, and the seconds of silence after which it closes an answer; its default of 60 s when absent. */
export async function startNginx(folder: string, path: string, target: string, silentSeconds = 60): Promise<Nginx> {
  const port = await freePort();
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/nginx/${name};`);
  mkdirSync(join(folder, 'nginx'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    `pid ${folder}/nginx/pid; daemon off; error_log stderr; events {}
     http { access_log off; ${temp.join(' ')}
       server { listen 127.0.0.1:${port}; location ${path} { proxy_pass ${target}/; proxy_read_timeout ${silentSeconds}s; } } }`,
  );
  const program = startProgram('nginx', 'nginx', ['-c', join(folder, 'nginx.conf')], folder);
  const url = `http://localhost:${port}${path}`;
  await waitUntil(
    'nginx answers',
    60,
    async () => ((await fetch(`${url}livez`)).ok ? true : undefined),
    () => tailOf(program),
  );
  return { url, program };
}
