import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { freePort } from './free-ports.ts';
import { startProgram, tailOf, whenReady, type Program } from './program.ts';
import { readmeKamailioLines } from './readme-lines.ts';
import { waitUntil } from './wait-until.ts';

const MODULE_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu/kamailio/modules/',
  '/usr/lib/aarch64-linux-gnu/kamailio/modules/',
  '/usr/lib64/kamailio/modules/',
  '/usr/local/lib64/kamailio/modules/',
];

/** A running Kamailio and the ports it sends calls to. */
export interface Kamailio {
  readonly port: number;
  /** Where `ok...`, `auth...` and `bare...` go, and `failover...` in the second place. */
  readonly answeringPort: number;
  /** Where `refuse...` goes, and `failover...` in the first place. */
  readonly refusingPort: number;
  /** Where `ring...` goes. */
  readonly ringingPort: number;
  readonly program: Program;
}

/** Asks with OPTIONS until the proxy answers anything. */
async function isAnswering(port: number): Promise<true | undefined> {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('message', () => resolve(true));
      socket.bind(0, '127.0.0.1', () => {
        const from = `127.0.0.1:${String(socket.address().port)}`;
        const lines = [
          `OPTIONS sip:ping@127.0.0.1:${String(port)} SIP/2.0`,
          `Via: SIP/2.0/UDP ${from};branch=z9hG4bKready${String(port)}`,
          'From: <sip:ready@lab.test>;tag=ready',
          'To: <sip:ping@lab.test>',
          `Call-ID: ready-${from}`,
          'CSeq: 1 OPTIONS',
          'Max-Forwards: 0',
          'Content-Length: 0',
        ];
        socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
      });
      setTimeout(() => resolve(undefined), 150);
    });
  } finally {
    socket.close();
  }
}

/** Starts a Kamailio that is configured to report to ringscope: by the lines of README.md to a port, or by these lines. */
export async function startKamailio(folder: string, report: number | string, hepVersion: 2 | 3 = 3): Promise<Kamailio> {
  const port = await freePort();
  const answeringPort = await freePort();
  const refusingPort = await freePort();
  const ringingPort = await freePort();
  const program = await startProxy(folder, new URL('kamailio.cfg', import.meta.url), {
    PORT: String(port),
    README: typeof report === 'string' ? report : readmeKamailioLines(report, hepVersion),
    ANSWERING: String(answeringPort),
    REFUSING: String(refusingPort),
    RINGING: String(ringingPort),
    DEAD: String(await freePort()),
  });
  return { port, answeringPort, refusingPort, ringingPort, program };
}

/** Starts a Kamailio with a configuration in which these words stand between @ signs, and waits until it answers at the port `PORT`. */
export async function startProxy(
  folder: string,
  template: URL,
  words: Readonly<Record<string, string>> & { readonly PORT: string },
): Promise<Program> {
  const all: Readonly<Record<string, string>> = { ...words, MODULES: MODULE_FOLDERS.find((one) => existsSync(one)) ?? '' };
  const path = join(folder, 'kamailio.cfg');
  writeFileSync(
    path,
    readFileSync(template, 'utf8').replaceAll(/@(?<word>[A-Z]+)@/g, (whole, word: string) => all[word] ?? whole),
  );
  const program = startProgram('kamailio', 'kamailio', ['-f', path, '-DD', '-E', '-m', '64', '-P', join(folder, 'kamailio.pid')], folder);
  const ready = waitUntil(
    'Kamailio answers',
    60,
    () => isAnswering(Number(words.PORT)),
    () => tailOf(program),
  );
  await whenReady(program, ready);
  return program;
}
