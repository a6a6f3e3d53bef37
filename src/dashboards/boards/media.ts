import {
  dtlsHandshakes,
  iceResults,
  mediaActive,
  mediaBytes,
  mediaJitter,
  mediaLegs,
  mediaLoss,
  mediaLostPackets,
  mediaMos,
  mediaPackets,
  mediaReports,
  mediaRoundTrip,
  mediaStalls,
  mediaTrafficJitter,
  webrtcConnectSeconds,
  webrtcFailures,
} from '../../catalog/index.ts';
import { calculate, CHART_RANGE, CHART_STEP, divide, mean, quantile, shareUpTo } from '../../expressions/index.ts';
import { grown, level, speed, spread, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { panel, query, type Link } from '../panel.ts';

const BAD_MOS = 3.1;
const HEARD_LOSS = 0.01;
const HARD_CALLS: Link = { title: 'Calls with a MOS of 3.1 at most', calls: { maxMos: '3.1' } };

/** Media as parties and programs report it. */
export const mediaDashboard = dashboard('media', {
  title: 'Ringscope / Media',
  description: 'How calls sound, as programs tell it. RTCP by HEP is counted, not evaluated yet. Ringscope hears no media itself.',
  scraped: mediaReports,
  choices: [choice('codec', mediaLegs)],
  links: [{ title: 'Calls and outcomes', dashboard: 'calls' }],
  rows: [
    {
      title: 'Quality of legs',
      panels: [
        panel('number', 'Median MOS', {
          description: 'Median of the estimated mean opinion scores (ITU-T G.107) of the legs that ended in the time shown, 1 to 5.',
          unit: 'score',
          bounds: { warning: 4, bad: 3.6, isLow: true },
          queries: [query('median', quantile(0.5, mediaMos, CHART_RANGE))],
        }),
        panel('number', 'Bad legs', {
          description: 'Part of the legs of the time shown with a MOS of 3.1 at most: nearly everybody is dissatisfied.',
          unit: 'ratio',
          bounds: { warning: 0.02, bad: 0.1 },
          links: [HARD_CALLS],
          queries: [query('bad', shareUpTo(BAD_MOS, mediaMos, CHART_RANGE))],
        }),
        panel('number', 'Mean loss', {
          description: 'Mean of the share of packets that a leg lost, of the legs of the time shown.',
          unit: 'ratio',
          bounds: { warning: 0.01, bad: 0.03 },
          queries: [query('loss', mean(mediaLoss, CHART_RANGE))],
        }),
        panel('number', 'Legs', {
          description: 'Legs whose media ended in the time shown and of which somebody told.',
          unit: 'count',
          queries: [query('legs', grown(mediaLegs))],
        }),
        panel('number', 'Reports', {
          description:
            'RTCP report blocks received in the time shown. They are counted, not evaluated yet: what stands beside is told by programs.',
          unit: 'count',
          queries: [query('reports', grown(mediaReports))],
        }),
        panel('lines', 'MOS by codec', {
          description: 'Median of the estimated mean opinion scores of legs, by codec.',
          unit: 'score',
          bounds: { warning: 3.6, bad: 3.1, isLow: true },
          links: [{ title: 'Calls with {codec}', calls: { codec: '{codec}' } }],
          queries: [query('{codec}', typical(0.5, mediaMos, ['codec']))],
        }),
        panel('heat', 'Spread of the MOS', {
          description: 'How many legs had which score. Two bands: two ways through the network.',
          unit: 'score',
          links: [HARD_CALLS],
          queries: [query('{le}', spread(mediaMos))],
        }),
        panel('lines', 'Legs with loss that is heard', {
          description: 'Part of the legs that lost more than one packet in a hundred.',
          unit: 'ratio',
          bounds: { warning: 0.05, bad: 0.2 },
          queries: [query('more than 1 %', calculate<never>('-', 1, shareUpTo(HEARD_LOSS, mediaLoss, CHART_STEP)))],
        }),
        panel('lines', 'Loss', {
          description: 'Share of packets that legs lost, by codec: 95th percentile.',
          unit: 'ratio',
          queries: [query('{codec}', typical(0.95, mediaLoss, ['codec']))],
        }),
        panel('lines', 'Jitter', {
          description: 'Interarrival jitter of legs (RFC 3550), by codec: 95th percentile. Jitter buffers hold 20 to 200 ms.',
          unit: 'seconds',
          bounds: { warning: 0.03, bad: 0.1 },
          queries: [query('{codec}', typical(0.95, mediaJitter, ['codec']))],
        }),
        panel('lines', 'Round trip', {
          description: 'Round-trip time of legs, as programs tell it. From 0.3 s on people talk at the same time.',
          unit: 'seconds',
          bounds: { warning: 0.2, bad: 0.3 },
          queries: [query('median', typical(0.5, mediaRoundTrip)), query('95th percentile', typical(0.95, mediaRoundTrip))],
        }),
        panel('stacked', 'Legs by codec', {
          description: 'Legs whose media is over, by codec.',
          unit: 'perSecond',
          queries: [query('{codec}', speed(mediaLegs, ['codec']))],
        }),
        panel('lines', 'Reports by source', {
          description: 'RTCP report blocks, counted and not evaluated yet. None although there are calls: their agents send no RTCP.',
          unit: 'perSecond',
          queries: [query('{source}', speed(mediaReports, ['source']))],
        }),
      ],
    },
    {
      title: 'While media flows',
      panels: [
        panel('lines', 'Legs with media', {
          description: 'Legs whose media flows, by codec. Empty until a program tells, as all of this row.',
          unit: 'count',
          queries: [query('{codec}', level(mediaActive, ['codec']))],
        }),
        panel('lines', 'RTP packets', {
          description: 'RTP packets sent and received. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{direction}', speed(mediaPackets, ['direction']))],
        }),
        panel('lines', 'RTP bytes', {
          description: 'Bytes of RTP sent and received. Empty until a program tells.',
          unit: 'bytesPerSecond',
          queries: [query('{direction}', speed(mediaBytes, ['direction']))],
        }),
        panel('lines', 'Lost packets', {
          description: 'RTP packets that did not arrive over those that did. Empty until a program tells.',
          unit: 'ratio',
          queries: [query('{direction}', divide(speed(mediaLostPackets, ['direction']), speed(mediaPackets, ['direction'])))],
        }),
        panel('lines', 'Jitter while media flows', {
          description: 'Interarrival jitter as programs tell it from time to time, 95th percentile. Empty until one tells.',
          unit: 'seconds',
          queries: [query('{direction}', typical(0.95, mediaTrafficJitter, ['direction']))],
        }),
        panel('lines', 'Silence', {
          description: 'Times that no media flowed although the call was answered. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{direction}', speed(mediaStalls, ['direction']))],
        }),
      ],
    },
    {
      title: 'WebRTC',
      panels: [
        panel('lines', 'Time to connect', {
          description: 'Offer to the connected state. Empty without WebRTC, as all of this row.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, webrtcConnectSeconds)), query('95th percentile', typical(0.95, webrtcConnectSeconds))],
        }),
        panel('lines', 'Connections that failed', {
          description: 'WebRTC connections that were not established, or broke. Empty without WebRTC.',
          unit: 'perSecond',
          queries: [query('{reason}', speed(webrtcFailures, ['reason']))],
        }),
        panel('lines', 'ICE and DTLS', {
          description: 'Results of ICE (RFC 8445) and of DTLS-SRTP handshakes (RFC 5764). Empty without WebRTC.',
          unit: 'perSecond',
          queries: [
            query('ICE {outcome} {candidate}', speed(iceResults, ['outcome', 'candidate'])),
            query('DTLS {outcome}', speed(dtlsHandshakes, ['outcome'])),
          ],
        }),
      ],
    },
  ],
});
