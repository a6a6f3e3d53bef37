/** What is listened to. */
export const SOURCE_WORDS = {
  nothingArrived: 'nothing yet',
  lastAt: 'last at',
  warnings: (count: number) => (count === 1 ? '1 thing to mend' : `${count} things to mend`),
  noSource: 'Nothing is listened to.',
  noSourceNext: 'Set `hep.port` in the settings, and start the server again.',
  sourceTitles: { hep: 'HEP: packets of proxies and capture agents', events: 'Events: what programs post' },
  listensAt: 'Listens at',
  arrivedSoFar: {
    hep: (count: string) => `${count} packets have arrived, the last at`,
    events: (count: string) => `${count} events have arrived, the last at`,
  },
  nothingYetOf: { hep: 'No packet has arrived yet.', events: 'No event has arrived yet.' },
  nothingYetNextOf: {
    hep: 'The first command prints the lines that make a Kamailio send here, `ringscope init --help` names other systems, and the second one sends a test call:',
    events: 'Programs post to `/api/v1/events`, or import `ringscope`. This sends a test event:',
  },
  nothingYetLines: {
    hep: (url: string) => `ringscope init kamailio\nringscope send sip --url ${url}`,
    events: (url: string) => `ringscope send event --url ${url}`,
  },
  agentsOf: (source: string) => `Senders to ${source}`,
  sender: 'Sender',
  address: 'Address',
  frames: 'Packets',
  firstSeen: 'First seen',
  lastSeen: 'Last seen',
  refused: (count: string, address: string) => `${count} refused from ${address}:`,
} as const;
