/** What a reason usually means and what mends it. */
export interface RefusalText {
  readonly means: string;
  readonly fix: string;
  /** What an agent tells is lost as long as it goes on. Else it may be noise that nobody misses. */
  readonly isLoss?: true;
}

/** Every reason that takes something of its own to mend it. */
export const REFUSALS = {
  not_allowed: {
    means: 'the address is not in hep.allow',
    fix: 'Add it to hep.allow, and reload by SIGHUP or restart.',
    isLoss: true,
  },
  stranger: {
    means: 'the address is not in hep.allow, and what it sends is neither HEP nor SIP',
    fix: 'No capture agent sends this. Let a firewall close the port to it.',
  },
  plain_sip: {
    means: 'plain SIP, not HEP',
    fix: 'Have it captured instead of sent on: Kamailio modparam("siptrace", "hep_mode_on", 1), FreeSWITCH and Asterisk their HEP options.',
    isLoss: true,
  },
  rtp: {
    means: 'RTP, the voice of a call, not HEP',
    fix: 'A phone or a media proxy sends voice here: the SDP that names this address and port is wrong, or its port range covers hep.port.',
  },
  rtcp: {
    means: 'bare RTCP, not HEP',
    fix: 'Have its reports sent as HEP: rtpengine --homer, heplify -m SIPRTCP. Else a media proxy has a port range that covers hep.port.',
  },
  dns: {
    means: 'DNS, not HEP',
    fix: 'A resolver has this address for a name server, or somebody scans. No capture agent sends this.',
  },
  tls_without_tls: {
    means: 'TLS on the port without TLS',
    fix: 'Send to hep.tls_port, or switch TLS off in the agent.',
    isLoss: true,
  },
  version_without_key: {
    means: 'HEP 1 or 2, which cannot carry the key that hep.key_file requires',
    fix: 'Use HEP 3: Kamailio modparam("siptrace", "hep_version", 3), heplify -hep 3.',
    isLoss: true,
  },
  key_missing: {
    means: 'no key, and hep.key_file requires one',
    fix: 'Give the agent the key: `ringscope init kamailio --show-key` writes the lines that carry it, as for asterisk, heplify and sngrep.',
    isLoss: true,
  },
  bad_key: {
    means: 'the wrong key',
    fix: 'Give the agent the key that hep.key_file of this server holds.',
    isLoss: true,
  },
  rate_limited: {
    means: 'more frames in a second than hep.rate_limit',
    fix: 'Raise hep.rate_limit, or have the agent send less.',
    isLoss: true,
  },
  bad_magic: {
    means: 'neither HEP nor SIP, nor anything else that is known here',
    fix: 'See what sends it: it may be meant for another port, or a scan.',
  },
  no_frame: {
    means: 'a connection that sent no frame within 10 s',
    fix: 'The proxy is connected and traces nothing: set trace_on and call sip_trace() in its routes. A probe of the port looks the same.',
  },
  frame_stalled: {
    means: 'a frame that was begun and not ended within 30 s',
    fix: 'Look at the network between, e.g. its MTU, and at the agent.',
  },
  too_many_connections: {
    means: 'more connections than there are places',
    fix: 'Have the agents keep one connection each; 256 of one address and 1,024 in all are held.',
    isLoss: true,
  },
  buffer_full: {
    means: 'unfinished frames that hold too much',
    fix: 'See which agent begins frames that it does not end.',
  },
  truncated: {
    means: 'a frame that is cut short',
    fix: 'Have the agent send smaller frames or by TCP: datagrams beyond the MTU are lost in parts.',
  },
  inflate_failed: {
    means: 'a compressed frame that is damaged or grows beyond 128 KiB',
    fix: 'Switch compression off in the agent.',
  },
  sip_fragment: {
    means: 'a part of a SIP message whose beginning is not there',
    fix: 'Have the agent put TCP segments together, as heplify -tcpassembly does.',
  },
} as const satisfies Readonly<Record<string, RefusalText>>;

const OTHER: RefusalText = {
  means: 'damaged, or no message of SIP or RTCP',
  fix: 'See what the agent sends, and whether its version is known to work.',
};

/** The text of a reason. */
export function refusalText(reason: string): RefusalText {
  return reason in REFUSALS ? REFUSALS[reason as keyof typeof REFUSALS] : OTHER;
}

/** The reasons as a Markdown table. */
export function refusalsTable(): string {
  const rows = Object.entries<RefusalText>(REFUSALS).map(([reason, { means, fix }]) => `| \`${reason}\` | ${means} | ${fix} |`);
  return ['| reason | what it usually means | what mends it |', '|---|---|---|', ...rows].join('\n');
}
