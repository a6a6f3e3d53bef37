import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeDescriptors } from './take-descriptors.mjs';

/** What is left of the disk when it is full. */
const LEFT_BYTES = 100_000;
const FAULT_MS = 1_500;

/** Leaves a little room on the disk of a folder, or none where the server took it meanwhile. */
function fill(folder) {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(bavail * bsize - LEFT_BYTES));
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  }
}

/** Each fault: what it needs, what it does to a server with posts under way, and how the server ends then. */
export const FAULTS = {
  /** The process is killed at a random moment. */
  kill: {
    lastSignal: 'SIGKILL',
    async inflict({ server }) {
      await pause(Math.random() * FAULT_MS);
      await server.stop('SIGKILL');
    },
  },
  /** Another program fills the disk and gives the room back. */
  disk: {
    lastSignal: 'SIGKILL',
    makeRoom(folder) {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder]);
      return () => execFileSync('umount', ['-l', folder]);
    },
    async inflict({ folder }) {
      fill(folder);
      await pause(FAULT_MS);
      rmSync(join(folder, 'ballast'));
      await pause(FAULT_MS);
    },
  },
  /** Agents that send HEP over TCP take all that the process may open: HTTP holds no more than a quarter of it. Then they go. */
  descriptors: {
    lastSignal: 'SIGTERM',
    descriptors: 256,
    async inflict({ server }) {
      const taken = await takeDescriptors(server);
      await pause(FAULT_MS);
      taken.giveBack();
      await pause(FAULT_MS);
    },
  },
};
