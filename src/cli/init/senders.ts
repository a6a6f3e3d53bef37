import type { Installation } from './installation.ts';

/** Lines to paste, and what has to be known of them. */
export interface Lines {
  /** Where they belong. */
  readonly where: string;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** The id under which a program without a name of its own is known; two with the same id are told apart by their addresses alone. */
const CAPTURE_ID = 2001;

const NO_KEY = 'It never sends a key: with hep.key_file its frames are refused. Leave the key out and name its address in hep.allow.';
const UDP_ONLY = 'It sends by UDP alone: hep.transports must have udp.';

/** What each program that sends HEP has to be told, by its name. */
export const SENDERS: { readonly [name: string]: (at: Installation) => Lines } = {
  kamailio: ({ hepHost, hepPort, key }) => ({
    where: 'kamailio.cfg, with the other modules',
    lines: [
      'loadmodule "siptrace.so"',
      `modparam("siptrace", "duplicate_uri", "sip:${hepHost}:${hepPort}")`,
      'modparam("siptrace", "hep_mode_on", 1)',
      'modparam("siptrace", "hep_version", 3)',
      ...(key === undefined ? [] : [`modparam("siptrace", "auth_key", "${key}")`]),
      'modparam("siptrace", "trace_to_database", 0)',
      'modparam("siptrace", "trace_on", 1)',
      'modparam("siptrace", "trace_mode", 1)',
    ],
    notes: [
      'Without hep_version it sends HEP 1, which carries no time and no key.',
      'Beside trace_mode 1 call no sip_trace() in the routes: each message would be sent twice.',
      'A message larger than a datagram is not sent ("Message too long" in its log).',
      'Of several Kamailios give each its own id: modparam("siptrace", "hep_capture_id", 2002).',
    ],
  }),
  opensips: ({ hepHost, hepPort, hasUdp }) => ({
    where: 'opensips.cfg (3.x), and the last line into the main route, for requests without a To-tag',
    lines: [
      'loadmodule "proto_hep.so"',
      'loadmodule "tracer.so"',
      `modparam("proto_hep", "hep_id", "[ringscope] ${hepHost}:${hepPort}; transport=${hasUdp ? 'udp' : 'tcp'}; version=3")`,
      `modparam("proto_hep", "hep_capture_id", ${CAPTURE_ID})`,
      'modparam("tracer", "trace_on", 1)',
      'modparam("tracer", "trace_id", "[ringscope]uri=hep:ringscope")',
      'trace("ringscope", "d", "sip");',
    ],
    notes: [
      'It needs a HEP socket of its own, such as socket=hep_udp:127.0.0.1:6060, or it does not start.',
      'Without a transport it sends by TCP. Trace sip alone: what it traces besides (xlog, rest, mi) is no SIP and is counted as refused.',
      NO_KEY,
    ],
  }),
  freeswitch: ({ hepHost, hepPort }) => ({
    where: 'autoload_configs/sofia.conf.xml under global_settings; the second line into each profile under sip_profiles',
    lines: [
      `<param name="capture-server" value="udp:${hepHost}:${hepPort};hep=3;capture_id=100"/>`,
      '<param name="sip-capture" value="yes"/>',
    ],
    notes: [
      'Switch it on while it runs: fs_cli -x "sofia global capture on".',
      UDP_ONLY,
      'The port must be 1024 or higher; IPv6 addresses in its frames are cut to four bytes.',
      NO_KEY,
    ],
  }),
  asterisk: ({ hepHost, hepPort, key }) => ({
    where: 'hep.conf, with the modules res_hep, res_hep_pjsip and res_hep_rtcp loaded',
    lines: [
      '[general]',
      'enabled = yes',
      `capture_address = ${hepHost}:${hepPort}`,
      ...(key === undefined ? [] : [`capture_password = ${key}`]),
      `capture_id = ${CAPTURE_ID}`,
      'uuid_type = call-id',
    ],
    notes: [
      'It shows chan_pjsip alone, not chan_sip.',
      UDP_ONLY,
      'Messages that it received have times in whole milliseconds, those that it sent in microseconds: ringscope puts them in causal order.',
    ],
  }),
  rtpengine: ({ hepHost, hepPort, hasUdp }) => ({
    where: 'rtpengine.conf',
    lines: ['[rtpengine]', `homer = ${hepHost}:${hepPort}`, `homer-protocol = ${hasUdp ? 'udp' : 'tcp'}`, `homer-id = ${CAPTURE_ID}`],
    notes: ['It sends RTCP alone, which is counted, not evaluated yet: a proxy has to send the SIP.', NO_KEY],
  }),
  heplify: ({ hepHost, hepPort, key }) => ({
    where: 'a shell on the machine whose traffic is to be seen, as root',
    lines: [`heplify -i any -m SIPRTCP -hs ${hepHost}:${hepPort} -hi ${CAPTURE_ID}${key === undefined ? '' : ` -hp ${key}`}`],
    notes: [
      'It sees no SIP in TLS.',
      ...(key === undefined ? [] : ['Everybody on that machine can read the key in its list of processes.']),
    ],
  }),
  sngrep: ({ hepHost, hepPort, key }) => ({
    where: '~/.sngreprc, or the first line alone in a shell',
    lines: [
      `# sngrep -H udp:${hepHost}:${hepPort}`,
      'set eep.send on',
      'set eep.send.version 3',
      `set eep.send.address ${hepHost}`,
      `set eep.send.port ${hepPort}`,
      ...(key === undefined ? [] : [`set eep.send.pass ${key}`]),
    ],
    notes: ['It has to be built with EEP: sngrep -V lists it.', UDP_ONLY, 'It sends no RTCP, and its id with the bytes turned round.'],
  }),
};
