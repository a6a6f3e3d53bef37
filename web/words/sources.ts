/** What is listened to. */
export const SOURCE_WORDS = {
  nothingArrived: 'nothing yet',
  lastAt: 'last',
  warnings: (count: number) => (count === 1 ? '1 thing to mend' : `${count} things to mend`),
  noSource: 'Nothing is listened to.',
  noSourceNext: '`ringscope init kamailio` prints the lines to paste.',
  framesSeen: (count: string) => `${count} packets, last`,
  agentsOf: (source: string) => `Senders to ${source}`,
  sender: 'Sender',
  address: 'Address',
  frames: 'Packets',
  firstSeen: 'First seen',
  lastSeen: 'Last seen',
  refused: (count: string, address: string) => `${count} refused from ${address}.`,
} as const;
