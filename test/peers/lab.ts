import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKamailio, type Kamailio } from './kamailio.ts';
import { startRingscope, type Ringscope } from './ringscope.ts';

/** A ringscope and a Kamailio that reports to it, in a temporary folder. */
export interface Lab {
  readonly folder: string;
  readonly ringscope: Ringscope;
  readonly kamailio: Kamailio;
  /** Ends both and removes the folder. */
  stop(): Promise<void>;
}

/** A new temporary folder. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'ringscope-peers-'));
}

/** Starts the two; `flags` are for the server. */
export async function startLab(options: { readonly flags?: readonly string[]; readonly hepVersion?: 2 | 3 } = {}): Promise<Lab> {
  const folder = makeFolder();
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const ringscope = await startRingscope({ folder, flags: options.flags ?? [] }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const kamailio = await startKamailio(folder, ringscope.hepPort, options.hepVersion ?? 3).catch(async (error: unknown) => {
    await ringscope.program.stop();
    remove();
    throw error;
  });
  return {
    folder,
    ringscope,
    kamailio,
    async stop() {
      await kamailio.program.stop();
      await ringscope.program.stop();
      remove();
    },
  };
}
