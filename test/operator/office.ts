import { rmSync } from 'node:fs';
import { freePort } from '../peers/free-ports.ts';
import { startProxy } from '../peers/kamailio.ts';
import { makeFolder } from '../peers/lab.ts';
import type { Program } from '../peers/program.ts';
import { readmeKamailioLines } from '../peers/readme-lines.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { placeCalls, startAgent, type Agent } from '../peers/sipp.ts';

/** Where the phones of the office are. */
export const OFFICE = '127.0.0.5';
/** The carrier that answers nothing. */
export const DEAD = '127.0.0.11';
/** The four addresses of the carrier that refuses everything with 503. */
export const CONGESTED = ['127.0.0.21', '127.0.0.22', '127.0.0.23', '127.0.0.24'] as const;
/** The address behind which two carriers are, each at a port. */
export const SHARED = '127.0.0.31';
/** A phone that is busy. */
export const BUSY = '127.0.0.41';

/** An office whose proxy reports to a ringscope, and what its calls lead to. */
export interface Office {
  readonly folder: string;
  readonly ringscope: Ringscope;
  /** Places calls to a number and waits until they are over. `code` is what the caller shall see, absent for answered calls. */
  call(number: string, calls: number, code?: string): Promise<void>;
  stop(): Promise<void>;
}

/** The ports of the two carriers at `SHARED`. */
export interface SharedPorts {
  readonly southPort: number;
  readonly northPort: number;
}

/** Starts everything; the flags are for the server. */
export async function openOffice(flagsOf: (ports: SharedPorts) => readonly string[]): Promise<Office> {
  const folder = makeFolder();
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = async (): Promise<void> => {
    for (const one of started.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const keep = <T extends Program>(program: T): T => {
    started.push(program);
    return program;
  };
  try {
    const [port, carrierPort, southPort, northPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const ringscope = await startRingscope({ folder, flags: flagsOf({ southPort, northPort }) });
    keep(ringscope.program);
    const agent = async (scenario: string, address: string, at: number, words: Readonly<Record<string, string>>): Promise<Agent> => {
      const one = await startAgent({ scenario, folder, address, port: at, words });
      keep(one.program);
      return one;
    };
    for (const address of CONGESTED) await agent('uas-refuses', address, carrierPort, { code: '503' });
    for (const at of [southPort, northPort]) await agent('uas-answers', SHARED, at, { ring: '100', linger: '100' });
    await agent('uas-refuses', BUSY, carrierPort, { code: '486' });
    keep(
      await startProxy(folder, new URL('kamailio.cfg', import.meta.url), {
        PORT: String(port),
        CARRIER: String(carrierPort),
        SOUTH: String(southPort),
        NORTH: String(northPort),
        README: readmeKamailioLines(ringscope.hepPort, 3),
      }),
    );
    let batches = 0;
    return {
      folder,
      ringscope,
      stop,
      async call(number, calls, code) {
        batches += 1;
        const job = { folder, address: OFFICE, proxyPort: port, service: number, calls, prefix: `walk${batches}` };
        if (code === undefined) await placeCalls({ ...job, scenario: 'uac-answered', args: ['-d', '300'] });
        else if (code === '403') await placeCalls({ ...job, scenario: 'uac-forbidden' });
        else await placeCalls({ ...job, scenario: 'uac-refused', words: { code } });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
