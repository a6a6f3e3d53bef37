import type { SourceArrivals } from '../../core/index.ts';
import type { ArrivalFinding } from './arrival-finding.ts';

/** What the kernel books for a datagram of the usual size. */
const BYTES_PER_PACKET = 2304;
/** For so long the main thread may be held up without a loss. */
const HELD_SECONDS = 0.1;

/** What is known of a receive buffer besides. */
export interface BufferUse {
  /** The most frames within a second so far. */
  readonly peakFrames: number;
  /** Datagrams that the kernel dropped within the last minute. */
  readonly recentDrops: number;
  /** The setting says another size than the default. */
  readonly isSet: boolean;
}

/** Packets of the usual size that a receive buffer holds. The kernel doubles what it gives, for what it books beside the bytes of a datagram. */
function packetsIn(givenBytes: number): number {
  return Math.floor((givenBytes * 2) / BYTES_PER_PACKET);
}

/** Packets a second that a receive buffer is enough for. */
export function packetsPerSecond(givenBytes: number): number {
  return Math.floor(packetsIn(givenBytes) / HELD_SECONDS);
}

/** What is wrong with the receive buffer of UDP: it runs over, or it is too small for what comes or for what was set. */
export function findBuffer(
  { askedBytes, givenBytes }: NonNullable<SourceArrivals['buffer']>,
  { peakFrames, recentDrops, isSet }: BufferUse,
): readonly ArrivalFinding[] {
  const isCut = givenBytes < askedBytes;
  const raise = isCut
    ? `sysctl -w net.core.rmem_max=${askedBytes} (and a file in /etc/sysctl.d), then restart. Or have agents send by TCP.`
    : `Raise hep.receive_buffer_bytes to ${askedBytes * 2} and sysctl -w net.core.rmem_max=${askedBytes * 2}, then restart. Or have agents send by TCP, which waits for its reader.`;
  if (recentDrops > 0)
    return [
      {
        name: 'kernel_drops',
        severity: 'warning',
        subject: 'hep',
        reason: `The kernel dropped ${recentDrops} datagrams within the last minute: the receive buffer of ${givenBytes} bytes was full.`,
        fix: raise,
        isLoss: true,
      },
    ];
  const holds = packetsIn(givenBytes);
  if (!isCut || (!isSet && peakFrames <= packetsPerSecond(givenBytes))) return [];
  return [
    {
      name: 'receive_buffer',
      severity: 'warning',
      subject: 'hep',
      reason: `The system gave ${givenBytes} of the ${askedBytes} bytes that hep.receive_buffer_bytes asks for: some ${holds} packets fit in.`,
      fix: raise,
    },
  ];
}
