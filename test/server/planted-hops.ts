import { encodeScene, readScene } from '../../src/testing/index.ts';

/** `dead` refuses every INVITE with 503; `good` carries what goes on to it. */
export const PLANTED_TRUNKS = 'dead=192.0.2.30/32,good=192.0.2.31/32';

/** A call that comes to the own proxy: the hop nearest the caller, with what is sent on from there. */
const INVITE = '0.00 uac > proxy INVITE via=u1';

function refused(at: number, branch: string): string {
  return `${at} proxy > uas INVITE via=${branch},u1\n${at + 0.1} uas > proxy 503 via=${branch},u1 to=x${branch}`;
}

function carried(at: number): string {
  return [
    `${at} proxy > uas2 INVITE via=g,u1`,
    `${at + 0.2} uas2 > proxy 200 via=g,u1 to=b`,
    `${at + 0.21} proxy > uac 200 via=u1 to=b`,
    `${at + 0.22} uac > proxy ACK via=u2 to=b`,
    `${at + 5} uac > proxy BYE via=u3 to=b cseq=2`,
    `${at + 5.1} proxy > uac 200 via=u3 to=b cseq=2 of=BYE`,
  ].join('\n');
}

function refusedByGood(code: number): string {
  return [
    '0.1 proxy > uas2 INVITE via=g,u1',
    `0.3 uas2 > proxy ${code} via=g,u1 to=b`,
    `0.4 proxy > uac ${code} via=u1 to=b`,
    `0.5 uac > proxy ACK via=u1 to=b`,
  ].join('\n');
}

/** Calls by their Call-ID. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  late: [INVITE, refused(0.1, 'd'), carried(2.1)],
  later: [INVITE, refused(0.1, 'd'), carried(4.1)],
  // The dead trunk is tried twice before.
  twice: [INVITE, refused(0.1, 'd'), refused(1.1, 'e'), carried(6.1)],
  lost: [INVITE, refused(0.1, 'd'), '0.3 proxy > uac 503 via=u1 to=y'],
  direct: [INVITE, carried(0.1)],
  busy: [INVITE, refusedByGood(486)],
  declined: [INVITE, refusedByGood(603)],
  unknown: [INVITE, refusedByGood(404)],
  // The proxy refuses it by itself.
  own: [INVITE, '0.1 proxy > uac 404 via=u1 to=y', '0.2 uac > proxy ACK via=u1 to=y'],
  // One that comes from it.
  inbound: [
    '0.0 uas2 > proxy INVITE via=i1',
    '0.1 proxy > phone INVITE via=i2,i1',
    '0.2 phone > proxy 486 via=i2,i1 to=p',
    '0.3 proxy > uas2 486 via=i1 to=p',
  ],
};

/** How many calls these are. */
export const PLANTED_CALLS = Object.keys(CALLS).length;

/** The frames of calls over two trunks, which begin at a time: five attempts at the dead one, of which another one carries three calls, seven at the good one, a call that comes from it, and one that the proxy refuses. */
export function plantedHops(startAt: number): readonly Uint8Array[] {
  return Object.entries(CALLS).flatMap(([name, lines]) =>
    readScene(lines.join('\n').replaceAll(/ (?=via=)/g, ` call=${name} from=${name} `), startAt).map((message) => encodeScene(message)),
  );
}
