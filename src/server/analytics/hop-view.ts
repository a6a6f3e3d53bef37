import { field, present, type HopTally, type ShapeOf } from '../../core/index.ts';
import { DISTRIBUTION_FIELD } from './answer-fields.ts';

/** Hop tally as plain data. */
export const HOP_TALLY_FIELDS = {
  attempts: field.count().describe('INVITEs that were sent to next hops, each once: a call that tried one twice has two.'),
  tried: field
    .count()
    .describe('Attempts less the challenged, the redirected, and those that another branch answered: what the shares are of.'),
  challenged: field.count().describe('Asked for a password, or refused it.'),
  redirected: field.count().describe('Answered with a 3xx.'),
  elsewhere: field.count().describe('Ended because another branch was answered.'),
  answered: field.count().describe('Answered by this hop itself, whatever became of the call.'),
  failed: field
    .count()
    .describe('Refused, failed or not answered by this hop for a reason that neither side chose, whatever became of the call.'),
  failedRatio: field.ratio().optional().describe('failed over tried.'),
  asr: field.ratio().optional().describe('answered over tried.'),
  ner: field.ratio().optional().describe('Answered, busy, declined, not taken after ringing, over tried.'),
  carriedLater: field.count().describe('Calls whose first attempt here failed, and that a hop answered which was tried later.'),
  carriedLaterDelay: DISTRIBUTION_FIELD.describe(
    'Seconds that these lost: from the INVITE of the first attempt here to that of the later hop.',
  ),
};
export type HopTallyView = ShapeOf<typeof HOP_TALLY_FIELDS>;

/** Shows a tally. `isDecided`: the question chose hops by what came of them, so that a share says nothing. */
export function viewHopTally(tally: HopTally, isDecided: boolean): HopTallyView {
  const { attempts, tried, delivered, carriedLater, carriedLaterDelay } = tally;
  const [answered, failed] = [tally.of('answered'), tally.of('failed')];
  const share = (part: number): number | undefined => (isDecided || tried === 0 ? undefined : Math.round((part / tried) * 1e6) / 1e6);
  return {
    attempts,
    tried,
    challenged: tally.of('challenged'),
    redirected: tally.of('redirected'),
    elsewhere: tally.of('elsewhere'),
    answered,
    failed,
    carriedLater,
    ...present({ failedRatio: share(failed), asr: share(answered), ner: share(delivered), carriedLaterDelay }),
  };
}
