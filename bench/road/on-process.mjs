import { startReference, startServer } from './processes.mjs';
import { loadReference, loadServer } from './round.mjs';

/** A load on a server of its own. `flags` are settings of it, `main` the command line of another build. */
export async function onServer({ flags = [], main, ...options }) {
  const server = await startServer(flags, main);
  try {
    return await loadServer(server, options);
  } finally {
    await server.stop();
  }
}

/** The same load on a process that only takes packets (`bare`) or reads them too (`scan`). */
export async function onReference(name, options) {
  const reference = await startReference(name, options.transport);
  try {
    return await loadReference(reference, options);
  } finally {
    await reference.stop();
  }
}
