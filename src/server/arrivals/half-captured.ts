/** Hops of calls, and how many of them lack their INVITE or its answers in the capture. */
export interface CapturedHops {
  readonly hops: number;
  readonly lacking: number;
}

/** Least number and share of hops that are reported: fewer may be calls that were under way when the capture began. */
const LEAST_LACKING = 5;
const LEAST_SHARE = 0.005;
/** A capture of one direction lacks the INVITE of every second hop; lost packets hardly do. */
const ONE_DIRECTION_SHARE = 0.3;

/** Reports the missing part of a capture in one sentence, with its fix. Undefined below the least number and share. */
export function sayHalfCaptured({ hops, lacking }: CapturedHops): { readonly reason: string; readonly fix: string } | undefined {
  const share = hops === 0 ? 0 : Math.min(1, lacking / hops);
  if (lacking < LEAST_LACKING || share < LEAST_SHARE) return undefined;
  const part = `${lacking} of ${hops} hops of calls lack their INVITE or its answers in the capture`;
  if (share >= ONE_DIRECTION_SHARE)
    return {
      reason: `Half of the capture is missing: ${part}, as when one direction or one interface is captured.`,
      fix: 'Capture what comes in and what goes out, on all interfaces: tcpdump without -Q, both directions of a mirrored port, sip_trace() for replies too.',
    };
  return {
    reason: `About ${(share * 100).toFixed(1)} % of the packets are missing: ${part}.`,
    fix: 'Look at what drops them between the agent and here: the buffer of the capture (tcpdump -B), kernel drops, the network.',
  };
}
