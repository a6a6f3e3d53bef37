import {
  certificateExpiry,
  configLastReloadSuccess,
  dropped,
  eventsRejected,
  handshakeFailures,
  httpRefusals,
  liveReaders,
  privacyAccesses,
  sourceAgents,
  sourceBytes,
  sourceClockFallbacks,
  sourceConnections,
  sourcePackets,
  sourceRejects,
  sourceUp,
  spoolAge,
  spoolBytes,
  spoolLimit,
  spoolSync,
  spoolWaiting,
  storeBytes,
  storeCalls,
  storeDeleted,
} from '../../catalog/index.ts';
import { calculate, now, sumOf } from '../../expressions/index.ts';
import { PROCESS_METRICS } from '../../metrics/index.ts';
import { grown, highest, level, lowest, speed, spread, typical } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

const DAY_SECONDS = 86_400;

/** Ringscope itself. */
export const ringscopeDashboard = dashboard('ringscope', {
  title: 'Ringscope / Ringscope itself',
  description: 'Whether ringscope takes in what it is sent, writes it down in time, and loses nothing.',
  scraped: sourceUp,
  links: [{ title: 'Overview', dashboard: 'overview' }],
  rows: [
    {
      title: 'Health',
      panels: [
        panel('number', 'Sources that listen', {
          description: 'Sources that listen or are connected.',
          unit: 'count',
          queries: [query('sources', level(sourceUp))],
        }),
        panel('number', 'Lost in the time shown', {
          description: 'Everything that was lost, whatever the reason. Empty when nothing ever was.',
          unit: 'count',
          bounds: { warning: 1, bad: 100 },
          queries: [query('lost', grown(dropped))],
        }),
        panel('number', 'Settings', {
          description: '1 when the settings were valid as they were last read; 0: those of before hold.',
          unit: 'state',
          bounds: { warning: 1, bad: 1, isLow: true },
          queries: [query('valid', lowest(configLastReloadSuccess))],
        }),
        panel('number', 'Calls in the store', {
          description: 'Calls that are kept. Empty in the first minute.',
          unit: 'count',
          queries: [query('calls', level(storeCalls))],
        }),
        panel('number', 'Behind', {
          description: 'Age of the oldest change that is not in the store yet.',
          unit: 'seconds',
          bounds: { warning: 30, bad: 300 },
          queries: [query('age', highest(spoolAge))],
        }),
        panel('number', 'Live readers', {
          description: 'Readers of the live feed.',
          unit: 'count',
          queries: [query('readers', level(liveReaders))],
        }),
      ],
    },
    {
      title: 'What comes in',
      panels: [
        panel('stacked', 'Packets', {
          description: 'Packets that sources accepted, by what they carried.',
          unit: 'perSecond',
          queries: [query('{source} {kind}', speed(sourcePackets, ['source', 'kind']))],
        }),
        panel('lines', 'Bytes', {
          description: 'Bytes that sources accepted.',
          unit: 'bytesPerSecond',
          queries: [query('{source}', speed(sourceBytes, ['source']))],
        }),
        panel('lines', 'Refused packets', {
          description: 'Packets that sources refused, by reason. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{source} {reason}', speed(sourceRejects, ['source', 'reason']))],
        }),
        panel('lines', 'Refused events', {
          description: 'What programs told as events and was refused, by what was wrong. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{reason}', speed(eventsRejected, ['reason']))],
        }),
        panel('lines', 'Lost', {
          description: 'Everything that was lost, by where and why. Empty when nothing ever was.',
          unit: 'perSecond',
          queries: [query('{stage} {reason}', speed(dropped, ['stage', 'reason']))],
        }),
        panel('states', 'Sources', {
          description: 'Whether each source listens or is connected.',
          unit: 'state',
          queries: [query('{source}', lowest(sourceUp, ['source']))],
        }),
        panel('lines', 'Capture agents and connections', {
          description: 'Capture agents heard of in the time shown and those with a known fault, and open stream connections.',
          unit: 'count',
          queries: [
            query('agents: {finding}', grown(sourceAgents, ['finding'])),
            query('connections of {source}', level(sourceConnections, ['source'])),
          ],
        }),
        panel('lines', 'Times that were not used', {
          description: 'Packets and events whose own time was absent or too far from arrival. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{source} {reason}', speed(sourceClockFallbacks, ['source', 'reason']))],
        }),
      ],
    },
    {
      title: 'What is written down',
      panels: [
        panel('lines', 'Spool', {
          description:
            'What the spool before the store takes on the disk, and the most that it may. Rising: the store is slow or cannot be written.',
          unit: 'bytes',
          queries: [query('spool', level(spoolBytes)), query('limit', level(spoolLimit))],
        }),
        panel('lines', 'Changes that wait', {
          description: 'Changes that are in the spool and not in the store yet.',
          unit: 'count',
          queries: [query('waiting', level(spoolWaiting))],
        }),
        panel('lines', 'Time to sync', {
          description: 'Time to write a group of changes to the spool and sync it. Slow: the disk is busy or worn.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, spoolSync)), query('99th percentile', typical(0.99, spoolSync))],
        }),
        panel('heat', 'Spread of the time to sync', {
          description: 'How many syncs took how long.',
          unit: 'seconds',
          queries: [query('{le}', spread(spoolSync))],
        }),
        panel('lines', 'Store', {
          description: 'What the call store takes on the disk.',
          unit: 'bytes',
          queries: [query('store', level(storeBytes))],
        }),
        panel('lines', 'Deleted', {
          description: 'What was deleted because it is no longer kept. Empty until something was.',
          unit: 'perSecond',
          queries: [query('{kind}', speed(storeDeleted, ['kind']))],
        }),
      ],
    },
    {
      title: 'The process',
      panels: [
        panel('lines', 'Processor', {
          description: 'How many cores the process keeps busy, all its threads together.',
          unit: 'cores',
          queries: [query('process', speed(PROCESS_METRICS.processCpuSecondsTotal))],
        }),
        panel('lines', 'Memory', {
          description:
            'What the process has in memory, and what of the main thread is JavaScript heap, its limit, and what objects hold beside it.',
          unit: 'bytes',
          queries: [
            query('resident', level(PROCESS_METRICS.processResidentMemoryBytes)),
            query('heap of main', level(PROCESS_METRICS.nodejsHeapUsedBytes)),
            query('limit of that heap', level(PROCESS_METRICS.nodejsHeapLimitBytes)),
            query('beside that heap', level(PROCESS_METRICS.nodejsExternalMemoryBytes)),
          ],
        }),
        panel('lines', 'Lateness of the event loop', {
          description:
            'How late the event loop of the main thread is. Long: packets wait in the buffer of the socket, and are lost when it is full.',
          unit: 'seconds',
          queries: [
            query('mean', highest(PROCESS_METRICS.nodejsEventloopLagMeanSeconds)),
            query('99th percentile', highest(PROCESS_METRICS.nodejsEventloopLagP99Seconds)),
            query('greatest', highest(PROCESS_METRICS.nodejsEventloopLagMaxSeconds)),
          ],
        }),
        panel('lines', 'Busy event loop', {
          description: 'Share of time that the event loop of the main thread is busy. Near one there is no room for more traffic.',
          unit: 'ratio',
          bounds: { warning: 0.7, bad: 0.9 },
          queries: [query('main', highest(PROCESS_METRICS.nodejsEventloopUtilizationRatio))],
        }),
        panel('lines', 'Garbage collection', {
          description: 'How much of one core the garbage collector takes of the main thread, by kind of work.',
          unit: 'cores',
          queries: [query('{kind}', speed(sumOf(PROCESS_METRICS.nodejsGcDurationSeconds), ['kind']))],
        }),
        panel('lines', 'File descriptors', {
          description: 'Open file descriptors and the most that the process may open. Empty where the system does not tell.',
          unit: 'count',
          queries: [query('open', level(PROCESS_METRICS.processOpenFds)), query('limit', level(PROCESS_METRICS.processMaxFds))],
        }),
        panel('number', 'Running for', {
          description: 'Time since the server was started: of several the one that was started last.',
          unit: 'seconds',
          queries: [query('since', lowest(PROCESS_METRICS.processUptimeSeconds))],
        }),
      ],
    },
    {
      title: 'Who asks',
      panels: [
        panel('lines', 'Refused requests', {
          description: 'Requests that the HTTP server refused and connections that it closed, by reason.',
          unit: 'perSecond',
          queries: [query('{reason}', speed(httpRefusals, ['reason']))],
        }),
        panel('lines', 'Looks at numbers', {
          description: 'Searches by a number, numbers erased, and calls whose numbers were shown. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{access}', speed(privacyAccesses, ['access']))],
        }),
        panel('bars', 'Certificates', {
          description: 'Time until the certificate of a listener expires. Empty without TLS.',
          unit: 'seconds',
          width: 12,
          bounds: { warning: 14 * DAY_SECONDS, bad: 3 * DAY_SECONDS, isLow: true },
          queries: [query('first', calculate('-', lowest(certificateExpiry, []), now()))],
        }),
        panel('lines', 'Failed TLS handshakes', {
          description: 'TLS handshakes with ringscope that failed, by listener and reason. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{listener} {reason}', speed(handshakeFailures, ['listener', 'reason']))],
        }),
      ],
    },
  ],
});
