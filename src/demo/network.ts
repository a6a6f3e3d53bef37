import { officeNumber } from './numbers.ts';

// All addresses are of RFC 5737, all names of RFC 2606.

/** The domain of the office. */
export const DOMAIN = 'sip.example.com';

/** What stands at an address and speaks SIP. */
export interface Station {
  /** `address:port`. */
  readonly address: string;
  /** What it writes as User-Agent or Server. */
  readonly software: string;
}

/** A phone on a desk. */
export interface Phone extends Station {
  readonly desk: number;
  /** What is dialled within the office. */
  readonly extension: string;
  readonly number: string;
}

/** Who carries calls to and from everybody else. */
export interface Carrier extends Station {
  readonly trunk: string;
  /** Its network, as the setting `trunks` takes it. */
  readonly network: string;
  /** Its share of the outbound calls. */
  readonly share: number;
  /** How long it usually takes until the callee is alerted. */
  readonly alertSeconds: number;
  /** The share of packets that get lost on the way. */
  readonly lossRatio: number;
}

/** The proxy through which all calls of the office go. */
export const PROXY: Station = { address: '192.0.2.10:5060', software: 'kamailio (5.8.4 (x86_64/linux))' };
/** Somebody who tries what is open. */
export const SCANNER: Station = { address: '203.0.113.250:5060', software: 'friendly-scanner' };
/** The relay of the media. */
export const MEDIA_ADDRESS = '192.0.2.20';

/** The capture agents: at the proxy and at the relay of the media. */
export const CAPTURE = { proxy: { id: 2001, name: 'proxy-1' }, media: { id: 2002, name: 'media-1' } } as const;

const DESKS = 60;
const PHONE_SOFTWARE = ['Yealink SIP-T46U', 'snomD785', 'Grandstream GXP2170'];

/** The phones of the office. */
export const PHONES = Array.from({ length: DESKS }, (_, desk): Phone => ({
  desk,
  extension: String(1000 + desk),
  number: officeNumber(desk),
  address: `203.0.113.${10 + desk}:5060`,
  software: PHONE_SOFTWARE[desk % PHONE_SOFTWARE.length] ?? '',
}));

/** The number under which the voice agents are called. */
export const AGENT_NUMBER = officeNumber(900);

const SBC = 'Cisco-SIPGateway/IOS-17.9.4';

/** The carriers of the office. */
export const CARRIERS: readonly Carrier[] = [
  {
    trunk: 'carrier-a',
    network: '198.51.100.0/28',
    address: '198.51.100.2:5060',
    software: SBC,
    share: 45,
    alertSeconds: 1.4,
    lossRatio: 0.001,
  },
  {
    trunk: 'carrier-b',
    network: '198.51.100.16/28',
    address: '198.51.100.18:5060',
    software: SBC,
    share: 30,
    alertSeconds: 2.1,
    lossRatio: 0.006,
  },
  {
    trunk: 'carrier-c',
    network: '198.51.100.32/28',
    address: '198.51.100.34:5060',
    software: SBC,
    share: 25,
    alertSeconds: 3.2,
    lossRatio: 0.02,
  },
];

/** The trunks, as the setting of the same name takes them: the carriers, and the phones of the office. */
export const DEMO_TRUNKS: { readonly [name: string]: readonly string[] } = {
  ...Object.fromEntries(CARRIERS.map(({ trunk, network }) => [trunk, ['carrier', network]])),
  office: ['access', '203.0.113.0/25'],
};
