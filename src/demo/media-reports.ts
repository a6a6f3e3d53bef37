import type { DemoItem } from './items.ts';
import { CAPTURE, MEDIA_ADDRESS } from './network.ts';
import type { Random } from './random.ts';

/** How often a relay is told how the media arrives, after the first time. */
const REPORT_SECONDS = 60;
const FIRST_SECONDS = 12;
const TICKS_PER_SECOND = 8000;

/** A direction of the media of a call. */
interface Stream {
  readonly callId: string;
  readonly src: string;
  readonly dst: string;
  readonly from: number;
  readonly until: number;
  readonly lossRatio: number;
}

/** The RTCP reports of one direction, as rtpengine and Kamailio send them: JSON in a HEP frame that names the call. */
export function mediaReports({ callId, src, dst, from, until, lossRatio }: Stream, random: Random): readonly DemoItem[] {
  const [own, other] = [random.whole(1, 2 ** 31), random.whole(1, 2 ** 31)];
  const jitterSeconds = random.logNormal(0.004 + lossRatio, 0.5);
  const items: DemoItem[] = [];
  let lost = 0;
  for (let at = from + FIRST_SECONDS; at < until; at += REPORT_SECONDS) {
    const share = Math.min(0.5, random.logNormal(Math.max(0.0004, lossRatio), 0.9));
    const packets = Math.round((at - from) * 50);
    lost += Math.round(share * (at === from + FIRST_SECONDS ? FIRST_SECONDS : REPORT_SECONDS) * 50);
    items.push({
      kind: 'packet',
      at: Math.round(at * 1e6) / 1e6,
      src,
      dst,
      payloadType: 5,
      agentId: CAPTURE.media.id,
      agentName: CAPTURE.media.name,
      correlationId: callId,
      payload: JSON.stringify({
        sender_information: {
          ntp_timestamp_sec: Math.floor(at) + 2_208_988_800,
          ntp_timestamp_usec: Math.floor((at % 1) * 1e6),
          octets: packets * 160,
          rtp_timestamp: packets * 160,
          packets,
        },
        ssrc: own,
        type: 200,
        report_count: 1,
        report_blocks: [
          {
            source_ssrc: other,
            highest_seq_no: packets % 65_536,
            fraction_lost: Math.min(255, Math.round(share * 256)),
            ia_jitter: Math.round(jitterSeconds * random.between(0.8, 1.3) * TICKS_PER_SECOND),
            packets_lost: lost,
            lsr: 0,
            dlsr: 0,
          },
        ],
      }),
    });
  }
  return items;
}

/** A port of the relay. */
export function mediaPort(random: Random): string {
  return `${MEDIA_ADDRESS}:${random.whole(15_000, 29_999) * 2}`;
}

/** Where the media of what speaks SIP at an address is. */
export function mediaOf(address: string, random: Random): string {
  return `${address.slice(0, address.lastIndexOf(':'))}:${random.whole(8000, 14_999) * 2}`;
}
