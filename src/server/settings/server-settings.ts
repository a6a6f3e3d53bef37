import { DEFAULT_TRACKER_SETTINGS } from '../../calls/index.ts';
import { option, reloadable, rereadable, type TreeValues } from '../../core/index.ts';
import { otlpOptions } from '../../exporters/index.ts';
import { PRESET } from '../../presets/index.ts';
import { hep } from '../../sources/index.ts';
import { tlsOptions } from '../../tls/index.ts';
import { LOG_LEVEL } from '../log/components.ts';
import { LOG_FIELD_SET, type LogFieldSet } from '../log/field-names.ts';
import { listenerOptions } from './listener-settings.ts';
import { presetOptions } from './preset-settings.ts';
import { receiverOptions } from './receiver-settings.ts';

/** How an output shows private values unless someone may see them. */
export const OUTPUT_MODE = ['off', 'pseudonym', 'masked'] as const;
export type OutputMode = (typeof OUTPUT_MODE)[number];

/** Whether the store keeps the numbers themselves. */
export const KEEP_NUMBERS = ['no', 'encrypted'] as const;

/** How log lines look. */
const LOG_FORMAT = ['auto', 'json', 'text'] as const;

/** What a spool does that is nearly full. */
const SPOOL_POLICY = ['drop_timeline', 'block'] as const;

const tracker = DEFAULT_TRACKER_SETTINGS;

/** Every setting of the server. File, environment and flag names, the schema, the help and the reference page derive from this value. */
export const serverSettings = {
  http: {
    host: option.text('Address that HTTP binds.', '127.0.0.1'),
    port: option.port('Port of the API, the probes and /metrics; 0 lets the system choose.', 7464),
    hosts: option.list(
      'Names under which HTTP is asked, e.g. by a proxy, besides localhost and IP addresses. Of no effect with credentials: then any name will do.',
      [],
    ),
    openProbes: option.flag('Whether /livez and /readyz are answered to everybody: they tell a word and no more.', true),
    tls: tlsOptions,
  },
  auth: {
    tokenFile: rereadable(
      option.secretFile(
        'File with the bearer tokens, as `ringscope token create` makes it. It or `auth.basic_file` is needed beyond loopback.',
      ),
    ),
    basicFile: rereadable(
      option.secretFile('File with users and the bcrypt hashes of their passwords, as `htpasswd -B` makes it, and their roles.'),
    ),
    allow: reloadable(option.cidrs('Networks from which HTTP may be asked. Empty: from all.', [])),
    trustedProxies: reloadable(option.cidrs('Networks of the proxies whose X-Forwarded-For is believed.', [])),
  },
  listeners: option.records('What listens for HTTP besides, e.g. for metrics alone.', listenerOptions),
  presets: option.keyedRecords(
    `Systems whose names metrics are shown under as well, each by its name or as a group: ${PRESET.join(', ')}.`,
    'name',
    presetOptions,
  ),
  hep: hep.options,
  tls: {
    warnDays: option.number('Days before a certificate expires from which on the server is degraded.', 14),
  },
  store: {
    // The flag is that of all commands.
    path: { ...option.path('Folder of the call records and of the privacy key.', './ringscope-data'), flag: 'store' },
    spoolMaxBytes: option.bytes('Most bytes that may wait on the disk for a store that is slow or cannot be written.', 1024 * 1024 * 1024),
    spoolPolicy: option.oneOf(
      'What is given up first beyond three quarters of that: `drop_timeline` the messages of new calls, `block` nothing. At the limit nothing more is taken.',
      SPOOL_POLICY,
      'drop_timeline',
    ),
    keepTimelinesDays: option.number('Days for which the messages of calls are kept; 0: as long as their calls.', 14),
    keepCallsDays: option.number('Days for which calls, registrations and latencies are kept; 0: for ever.', 90),
    keepCountsDays: option.number('Days for which the counts behind dashboards and series are kept; 0: for ever.', 400),
    keepRawHours: option.number(
      'Hours for which SIP messages are kept whole, encrypted, for the role pii; 0: never. They hold numbers, names and addresses.',
      0,
    ),
    rawMaxBytes: option.bytes('Beyond this the oldest whole messages are deleted.', 2 * 1024 * 1024 * 1024),
    maxBytes: option.bytes('Beyond this the oldest days are deleted; 0: no limit.', 20 * 1024 * 1024 * 1024),
    minFreeBytes: option.bytes('With less room than this on the disk the oldest days are deleted; 0: no limit.', 1024 * 1024 * 1024),
  },
  calls: {
    settleSeconds: reloadable(
      option.seconds('Time after the final answer, and again after the end, before a call is counted.', tracker.settleSeconds),
    ),
    challengeSeconds: option.seconds('How long a challenged INVITE waits for the one with credentials.', tracker.challengeSeconds),
    sweepAnsweredSeconds: reloadable(
      option.seconds('Silence after which an answered call without a session timer is given up.', tracker.sweepAnsweredSeconds),
    ),
    sweepUnansweredSeconds: reloadable(
      option.seconds(
        'Silence after which an unanswered call is given up; one that has rung is marked, and given up after 30 minutes.',
        tracker.sweepUnansweredSeconds,
      ),
    ),
    sweepSources: reloadable(
      option.list(
        'Silence in seconds after which any call of a source is given up, as source=seconds, e.g. api=3600; instead of the two above.',
        [],
      ),
    ),
    maxCalls: option.number(
      'Most Call-IDs in the table at once; beyond, what is no answered call is let go, then newcomers are refused, and both counted.',
      tracker.maxCalls,
    ),
    maxMessages: option.number('Most messages kept of all calls together; 0: 20 for each of `calls.max_calls`.', 0),
    maxTimeline: option.number(
      'Most messages kept per call; further ones that neither refresh nor end it are counted, not kept.',
      tracker.maxTimeline,
    ),
    ownAddresses: option.list(
      'Addresses of the observed proxy or PBX beside the learned ones, with or without port; they tell in from out.',
      [],
    ),
    emergencyNumbers: reloadable(option.list('Dialled numbers that are emergency calls, besides urn:service:sos.', [])),
  },
  trunks: reloadable(
    option.named(
      'What each trunk is known by: networks, addresses with port, hosts, beginnings of a number; `access` where it leads to phones of your own and not to a carrier.',
    ),
  ),
  privacy: {
    output: option.oneOf('How numbers, users and names are shown.', OUTPUT_MODE, 'masked'),
    keepNumbers: option.oneOf(
      'Whether the numbers themselves are stored: `no`, or `encrypted` (AES-256-GCM, by a key derived from the key file) for the role pii.',
      KEEP_NUMBERS,
      'no',
    ),
    clear: reloadable(
      option.list(
        'Extensions, numbers and users that are shown as they are, e.g. 101, 1xx (any two digits), +49301234* (whatever follows), alice. They are then stored as text.',
        [],
      ),
    ),
    country: option.optionalText('Country of numbers without a country code, e.g. DE. Unset: only international numbers are normalised.'),
    keyFile: option.secretFile('File with the key of the pseudonyms. Unset: privacy.key in store.path, made on first start.'),
  },
  traces: {
    url: option.optionalText(
      'Where a trace is shown, with {trace_id} for its id, e.g. https://tempo.example.com/trace/{trace_id}. Unset: its id alone is told.',
    ),
    slowPddSeconds: option.seconds('Calls with a longer post-dial delay are slow: their traces are kept.', 8),
    slowSetupSeconds: option.seconds('The same of set-up, from INVITE to answer.', 60),
    slowStageSeconds: option.seconds('The same of a stage of a voice agent.', 3),
    poorMos: option.number('Calls with a lower mean opinion score have poor media: their traces are kept.', 3),
  },
  metrics: {
    namespace: option.text('First word of the telephony metric names.', 'telephony'),
  },
  alerts: {
    off: reloadable(option.list('Alerts that are not looked for, by their names, e.g. [ShortCallsMany].', [])),
    thresholds: reloadable(
      option.list('Numbers of alerts that are other than declared, as Name.threshold=number, e.g. TrunkFailing.ratio=0.7.', []),
    ),
    runbookUrl: reloadable(
      option.optionalText(
        'Address behind which the name of an alert is its runbook, e.g. https://ringscope.example.com/runbooks. Unset: where this server listens.',
      ),
    ),
    instance: reloadable(option.optionalText('Name of this server in alerts, their label `instance`. Unset: the name of its host.')),
    receivers: reloadable(
      option.keyedRecords('Who is told of alerts by this server itself, see docs/alerting.md.', 'name', receiverOptions),
    ),
  },
  otlp: otlpOptions,
  log: {
    level: reloadable(option.oneOf('Least important level that is written.', LOG_LEVEL, 'info')),
    levels: reloadable(option.list('The same of single components, as component=level, e.g. store=debug.', [])),
    format: option.oneOf('JSON lines, or text for people; `auto`: text on a terminal, else JSON.', LOG_FORMAT, 'auto'),
    fields: option.oneOf(
      'Whose names the fields of JSON lines have.',
      LOG_FIELD_SET as readonly [LogFieldSet, ...LogFieldSet[]],
      'ringscope',
    ),
  },
  sources: {
    synthetic: option.flag(
      'All that comes in is generated, e.g. by a load test: every record is marked `isSynthetic`, and health, metrics and each answer say so.',
      false,
    ),
    expected: option.list('Sources, and programs by the `source` of their events, whose silence makes the server degraded.', []),
  },
};

/** All resolved settings of the server. */
export type Settings = TreeValues<typeof serverSettings>;
