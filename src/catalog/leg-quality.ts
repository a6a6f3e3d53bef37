import type { EventOfType } from '../core/index.ts';

type Leg = EventOfType<'media.ended'>;

/** Interarrival jitter of a leg in seconds: as told, else from ticks by the clock rate of its codec. Absent without either. */
export function legJitterSeconds({ jitterSeconds, jitterTicks, clockRateHz }: Leg): number | undefined {
  if (jitterSeconds !== undefined) return jitterSeconds;
  if (jitterTicks === undefined || clockRateHz === undefined || clockRateHz === 0) return undefined;
  return jitterTicks / clockRateHz;
}

/** Share of the packets of a leg that did not arrive: as told, else by the counts here, else by those of the peer. Absent when no packet was expected. */
export function legLossRatio({ lossRatio, packetsLost, packetsReceived, peerPacketsLost, packetsSent }: Leg): number | undefined {
  if (lossRatio !== undefined) return lossRatio;
  if (packetsLost !== undefined && packetsReceived !== undefined) return share(packetsLost, packetsLost + packetsReceived);
  if (peerPacketsLost !== undefined && packetsSent !== undefined) return share(Math.min(peerPacketsLost, packetsSent), packetsSent);
  return undefined;
}

/** Mean opinion score of a leg. Absent when it was not told or is none. */
export function legMos({ mos }: Leg): number | undefined {
  return mos !== undefined && mos >= 1 && mos <= 5 ? mos : undefined;
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
