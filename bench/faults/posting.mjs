import { setTimeout as pause } from 'node:timers/promises';

const POSTERS = 4;
const EVENTS = 5;
const TIMEOUT_MS = 10_000;

/** Posts reported calls, of which some are over, until it is stopped. A call is acknowledged when its post was answered with 200. */
export function startPosting(url) {
  const acknowledged = new Set();
  let refused = 0;
  let isOver = false;
  const post = async (poster) => {
    for (let number = 0; !isOver; number += 1) {
      const at = Date.now() / 1000;
      const ids = Array.from({ length: EVENTS }, (_, index) => `p${poster}-n${number}-i${index}`);
      const report = { type: 'call.report', at, source: 'bench', direction: 'inbound' };
      const events = ids.map((callId, index) => ({ ...report, callId, state: index % 2 === 0 ? 'ended' : 'offered' }));
      const isTaken = await fetch(`${url}/api/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(events),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status === 200;
        },
        () => false,
      );
      if (isTaken) for (const id of ids) acknowledged.add(id);
      else {
        refused += ids.length;
        await pause(20);
      }
    }
  };
  const posters = Array.from({ length: POSTERS }, (_, poster) => post(poster));
  return {
    /** Resolves once something was acknowledged. */
    async begun() {
      while (acknowledged.size === 0) await pause(10);
    },
    async stop() {
      isOver = true;
      await Promise.all(posters);
      return { acknowledged, refused };
    },
  };
}
