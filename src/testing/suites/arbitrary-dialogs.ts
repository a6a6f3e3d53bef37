import fc from 'fast-check';
import type { EventOfType } from '../../core/index.ts';
import { SCENE_START } from '../run-scene.ts';
import { readScene, sceneEvents } from '../scene.ts';

/** What may happen to one message on its way: it is lost, sent again, seen by a second agent, or arrives late. */
interface Fate {
  readonly isLost: boolean;
  readonly againAfter: number | undefined;
  readonly isSeenTwice: boolean;
  readonly delay: number;
}

const fate: fc.Arbitrary<Fate> = fc.record({
  isLost: fc.integer({ min: 0, max: 24 }).map((n) => n === 0),
  againAfter: fc.option(fc.constantFrom(0.001, 0.1, 0.5, 0.53, 1, 4), { nil: undefined, freq: 8 }),
  isSeenTwice: fc.integer({ min: 0, max: 11 }).map((n) => n === 0),
  delay: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 3, noNaN: true })),
});

/** An INVITE that is set up, within a dialog, or its end, at a time and with a number of its own. */
type Act = (at: number, n: number) => string;

const twoHops: Act = (at, n) => `
${at} uac > proxy INVITE via=u${n} cseq=${n}
${at + 0.01} proxy > uac 100 via=u${n} cseq=${n}
${at + 0.02} proxy > uas INVITE via=p${n},u${n} cseq=${n}
${at + 0.3} uas > proxy 180 via=p${n},u${n} cseq=${n} to=b
${at + 0.31} proxy > uac 180 via=u${n} cseq=${n} to=b`;

/** What may come of a call. They are put together at random, sensible or not. */
const ACTS: readonly Act[] = [
  twoHops,
  (at, n) => `${at} uac > proxy INVITE via=u${n} cseq=${n}`,
  (at, n) => `${twoHops(at, n)}
${at + 1} uas > proxy 200 via=p${n},u${n} cseq=${n} to=b sdp se=90
${at + 1.01} proxy > uac 200 via=u${n} cseq=${n} to=b sdp se=90
${at + 1.1} uac > proxy ACK via=k${n} cseq=${n} to=b
${at + 1.11} proxy > uas ACK via=l${n},k${n} cseq=${n} to=b`,
  (at, n) => `
${at} uac > proxy INVITE via=u${n} cseq=${n}
${at + 0.1} proxy > uac 407 via=u${n} cseq=${n} to=c
${at + 0.11} uac > proxy ACK via=u${n} cseq=${n} to=c`,
  (at, n) => `${twoHops(at, n)}
${at + 0.4} uas > proxy 503 via=p${n},u${n} cseq=${n} to=x q850=34
${at + 1} proxy > uas2 INVITE via=q${n},u${n} cseq=${n}
${at + 1.2} uas2 > proxy 486 via=q${n},u${n} cseq=${n} to=y
${at + 1.21} proxy > uac 486 via=u${n} cseq=${n} to=y`,
  (at, n) => `${twoHops(at, n)}
${at + 0.33} proxy > uas2 INVITE via=q${n},u${n} cseq=${n}
${at + 0.9} uas > proxy 200 via=p${n},u${n} cseq=${n} to=b
${at + 0.91} uas2 > proxy 200 via=q${n},u${n} cseq=${n} to=d
${at + 0.92} proxy > uac 200 via=u${n} cseq=${n} to=b
${at + 0.93} proxy > uac 200 via=u${n} cseq=${n} to=d
${at + 1} uac > proxy ACK via=k${n} cseq=${n} to=d
${at + 1.1} uac > proxy ACK via=m${n} cseq=${n} to=b`,
  (at, n) => `${at} uac > proxy CANCEL via=u${n} cseq=${n}\n${at + 0.05} proxy > uac 487 via=u${n} cseq=${n} to=b`,
  (at, n) => `${at} proxy > uac 200 cseq=${n} to=b`,
  (at, n) => `
${at} uac > proxy INVITE via=r${n} cseq=${n} to=b
${at + 0.1} proxy > uac 200 via=r${n} cseq=${n} to=b se=90
${at + 0.2} uac > proxy ACK via=s${n} cseq=${n} to=b`,
  (at, n) => `${at} uac > proxy UPDATE via=r${n} cseq=${n} to=b\n${at + 0.1} proxy > uac 408 via=r${n} cseq=${n} to=b of=UPDATE`,
  (at, n) => `${at} uac > proxy INVITE via=r${n} cseq=${n} to=b\n${at + 0.1} proxy > uac 481 via=r${n} cseq=${n} to=b`,
  (at, n) => `${at} uac > proxy REFER via=r${n} cseq=${n} to=b\n${at + 0.1} proxy > uac 202 via=r${n} cseq=${n} to=b of=REFER
${at + 0.2} proxy > uac NOTIFY via=n${n} from=b to=a cseq=${n} frag=200`,
  (at, n) => `
${at} uac > proxy BYE via=e${n} cseq=${n} to=b
${at + 0.01} proxy > uas BYE via=f${n},e${n} cseq=${n} to=b
${at + 0.02} uas > proxy 200 via=f${n},e${n} cseq=${n} to=b of=BYE
${at + 0.03} proxy > uac 200 via=e${n} cseq=${n} to=b of=BYE`,
  (at, n) => `${at} proxy > uac BYE via=e${n} cseq=${n} from=b to=a\n${at + 0.1} uac > proxy 200 via=e${n} cseq=${n} from=b to=a of=BYE`,
  (at, n) => `
${at} phone > proxy REGISTER via=g${n} cseq=${n} from=z
${at + 0.1} proxy > phone 401 via=g${n} cseq=${n} from=z to=m of=REGISTER
${at + 0.2} phone > proxy REGISTER via=h${n} cseq=${n + 1} from=z auth
${at + 0.3} proxy > phone 200 via=h${n} cseq=${n + 1} from=z to=m of=REGISTER`,
  (at, n) =>
    `${at} phone > proxy OPTIONS via=o${n} cseq=${n} from=z\n${at + 0.1} proxy > phone 200 via=o${n} cseq=${n} from=z to=m of=OPTIONS`,
  (at, n) => `
${at} uas > proxy UPDATE via=v${n} from=b to=a cseq=${n} se=60
${at + 0.1} proxy > uas 422 via=v${n} from=b to=a cseq=${n} of=UPDATE
${at + 0.3} uas > proxy UPDATE via=w${n} from=b to=a cseq=${n + 1} se=90
${at + 0.4} proxy > uas 200 via=w${n} from=b to=a cseq=${n + 1} of=UPDATE se=90 refresher=uac`,
  (at, n) => `${at} uac > proxy INFO via=i${n} cseq=${n} to=b\n${at + 0.1} proxy > uac 200 via=i${n} cseq=${n} to=b of=INFO`,
];

/** Dialogs of a few Call-IDs, some captured by a second tap, in the order of arrival. */
export const arbitraryDialogs: fc.Arbitrary<readonly EventOfType<'sip.message'>[]> = fc
  .record({
    acts: fc.array(
      fc.record({
        act: fc.constantFrom(...ACTS),
        call: fc.integer({ min: 1, max: 2 }),
        gap: fc.constantFrom(0, 0.05, 0.5, 1.2, 3, 20, 40),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    fates: fc.array(fate, { minLength: 100, maxLength: 100 }),
    tap: fc.option(fc.constantFrom(0.5, 0.9), { nil: undefined, freq: 4 }),
  })
  .map(({ acts, fates, tap }) => {
    let at = 0;
    const lines = acts.flatMap(({ act, call, gap }, n) => {
      at += gap;
      return act(at, n + 1)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `${line} call=c${call}`);
    });
    const delays: number[] = [];
    const seen = lines.flatMap((line, place) => {
      const { isLost, againAfter, isSeenTwice, delay } = fates[place % fates.length] ?? { isLost: false, isSeenTwice: false, delay: 0 };
      const copies = isLost ? [] : [line];
      if (againAfter !== undefined) copies.push(later(line, againAfter));
      if (isSeenTwice) copies.push(`${later(line, 0.003)} agent=2002`);
      if (tap !== undefined) copies.push(later(line, tap));
      delays.push(...copies.map(() => delay));
      return copies;
    });
    const events = sceneEvents(readScene(seen.join('\n'), SCENE_START), (index) => delays[index] ?? 0);
    return events.toSorted((a, b) => (a.receivedAt ?? a.at) - (b.receivedAt ?? b.at));
  });

function later(line: string, seconds: number): string {
  const [at = '', ...words] = line.trim().split(' ');
  return [Number(at) + seconds, ...words].join(' ');
}
