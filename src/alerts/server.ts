import {
  certificateExpiry,
  configLastReloadSuccess,
  dropped,
  programDisk,
  programStarts,
  sourcePackets,
  sourceUp,
  spoolAge,
  spoolBytes,
  spoolLimit,
} from '../catalog/index.ts';
import {
  above,
  absent,
  below,
  both,
  calculate,
  compare,
  constant,
  divide,
  increase,
  now,
  orElse,
  overTime,
  sum,
  value,
} from '../expressions/index.ts';
import { gauge } from '../metrics/index.ts';
import { alert } from './alert.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;

/** What Prometheus keeps of each target by itself: a server does not know it of itself. */
const scrapeUp = gauge('up', { help: '1 when the last scrape of a target succeeded, else 0.' });

/** ringscope itself, and the programs that tell it of themselves. */
export const serverAlerts = [
  alert('Watchdog', {
    severity: 'none',
    summary: 'Alerts are looked for',
    description: 'It always fires. Where it does not arrive any more, no other alert does either: let the receiver say so.',
    thresholds: {},
    when: () => constant(1),
  }),
  alert('RingscopeMissing', {
    severity: 'critical',
    summary: 'Prometheus gets no figures of ringscope {instance}',
    description:
      'For five minutes the scrape of ringscope {instance} has failed, or none is scraped at all. The page of the runbook is down with a server that is: look on its machine, first with `systemctl status ringscope`, then with `ringscope doctor`.',
    thresholds: {},
    // A target that was taken out of the settings of Prometheus has no `up`. One that never showed figures of ringscope is none.
    when: () =>
      orElse(both(compare('==', value(scrapeUp), 0), overTime('max', configLastReloadSuccess, WEEK)), absent(configLastReloadSuccess)),
    forSeconds: 300,
  }),
  alert('SourceDown', {
    severity: 'critical',
    summary: 'Source {source} has stopped',
    description: 'Source {source} neither listens nor is connected, while the server runs.',
    thresholds: {},
    when: () => compare('==', value(sourceUp), 0),
    forSeconds: 120,
  }),
  alert('SourceSilent', {
    severity: 'critical',
    summary: 'Nothing comes in over source {source}',
    description: 'For three minutes nothing has come in over source {source}, and much did within the half hour before.',
    inhibitedBy: [{ alert: 'SourceDown', equal: ['source'] }],
    thresholds: { packets: { default: 100, help: 'Packets within the half hour before, below which nothing is said.' } },
    when: ({ packets }) => {
      const recent = sum(increase(sourcePackets, 180), ['source']);
      return both(compare('==', recent, 0), above(sum(increase(sourcePackets, 1800, { ago: 180 }), ['source']), packets));
    },
    forSeconds: 60,
    keepSeconds: 300,
  }),
  alert('EventsDropped', {
    severity: 'warning',
    summary: 'ringscope loses what it should count: {reason} at {stage}',
    description:
      'Within ten minutes {value:count} items were lost at {stage}, because of {reason}. What senders do wrong and slow readers lose is not in it.',
    thresholds: { items: { default: 0, help: 'Items lost within ten minutes, above which it is said.' } },
    when: ({ items }) =>
      above(
        sum(increase(dropped, 600, { where: { reason: { not: ['malformed', 'rate_limited', 'slow_reader'] } } }), ['stage', 'reason']),
        items,
      ),
    forSeconds: 60,
  }),
  alert('SpoolBehind', {
    severity: 'warning',
    summary: 'Records have been waiting for the store for {value:duration}',
    description: 'The oldest record in the spool has been waiting for the store for {value:duration}: answers lack what is newer.',
    thresholds: { seconds: { default: 120, help: 'Age of the oldest record in the spool, in seconds, above which the store is behind.' } },
    when: ({ seconds }) => above(value(spoolAge), seconds),
    forSeconds: 120,
  }),
  alert('SpoolNearFull', {
    severity: 'critical',
    summary: 'The spool is {value:percent} full',
    description:
      'The spool before the store has {value:percent} of the bytes that `store.spool_max_bytes` allows. When it is full nothing more is recorded.',
    thresholds: {
      ratio: {
        default: 0.75,
        isRatio: true,
        help: 'Bytes of the spool over `store.spool_max_bytes`, 0 to 1, above which it is nearly full.',
      },
    },
    when: ({ ratio }) => above(divide(value(spoolBytes), value(spoolLimit)), ratio),
    forSeconds: 60,
  }),
  alert('DiskNearlyFull', {
    severity: 'warning',
    summary: 'The disk at {path} is {value:percent} full',
    description: 'Of the disk at {path} {value:percent} is used, as a program tells that looks at it.',
    thresholds: { ratio: { default: 0.9, isRatio: true, help: 'Used bytes over all, 0 to 1, above which it is nearly full.' } },
    when: ({ ratio }) => {
      const used = sum(value(programDisk, { where: { state: 'used' } }), ['path']);
      return above(divide(used, sum(value(programDisk, { where: { state: ['used', 'free'] } }), ['path'])), ratio);
    },
    forSeconds: 300,
  }),
  alert('CertificateExpiresSoon', {
    severity: 'warning',
    summary: 'The certificate of listener {listener} expires in {value:duration}',
    description: 'The certificate that listener {listener} shows, or one that it is signed by, expires in {value:duration}.',
    thresholds: { days: { default: 14, help: 'Days before the end from which on it is said.' } },
    when: ({ days }) => below(calculate<'listener'>('-', value(certificateExpiry), now()), days * DAY),
    forSeconds: 300,
  }),
  alert('ConfigReloadFailed', {
    severity: 'warning',
    summary: 'The settings could not be read again',
    description:
      'The settings were not valid when they were last read. The server goes on with those of before; it would not start with the new ones.',
    thresholds: {},
    when: () => compare('==', value(configLastReloadSuccess), 0),
    forSeconds: 60,
  }),
  alert('ProgramRestarting', {
    severity: 'warning',
    summary: 'Program {name} starts again and again',
    description: 'Within an hour program {name} was started {value:count} times.',
    thresholds: { starts: { default: 4, help: 'Starts within an hour, above which they are no deployment.' } },
    when: ({ starts }) => above(sum(increase(programStarts, 3600), ['name']), starts),
    keepSeconds: 600,
  }),
];
