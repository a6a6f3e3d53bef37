import { createPipeline, present, type CallWithTimeline, type StoreChange } from '../../core/index.ts';
import { createEngine } from '../../engine/index.ts';
import { createAdoptedPeople } from '../adopted-people.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Settings } from '../settings/server-settings.ts';
import { createTrunkMatcher } from '../settings/trunk-matcher.ts';
import { storeChange } from '../store-change.ts';
import { trackerSettings } from '../tracker-settings.ts';

/** What a sweep of stored calls needs. */
export interface SweepInput {
  /** The open calls of the store. */
  readonly open: readonly CallWithTimeline[];
  readonly now: number;
  /** Calls of which nothing was heard for so long are given up. */
  readonly silentSeconds: number;
  readonly settings: Settings;
  readonly privacy: Privacy;
}

/** The calls that a sweep gives up, as a running server would: their ids, and the changes that end them in the store. */
export function sweepStore({ open, now, silentSeconds, settings, privacy }: SweepInput): {
  readonly ids: readonly string[];
  readonly changes: readonly StoreChange[];
} {
  const silentSince = now - silentSeconds;
  const silent = open.filter((one) => lastHeard(one) < silentSince);
  const people = createAdoptedPeople();
  people.keep(silent);
  const ended = new Map<string, StoreChange>();
  const engine = createEngine({
    pipeline: createPipeline(() => now),
    settings: trackerSettings(settings),
    hashId: privacy.hashId,
    hashCallId: privacy.hashCallId,
    sealCallId: privacy.sealCallId,
    endOf: privacy.endOf,
    ...present({ sealMetadata: privacy.sealMetadata }),
    trunkOf: createTrunkMatcher(settings.trunks),
    output(output) {
      if (output.type === 'call.closed') ended.set(output.record.id, storeChange(output, privacy, people));
    },
  });
  // As if they had been taken back before the silence: a call counts as heard when it is adopted.
  engine.adopt(silent, silentSince - 1);
  engine.giveUp(silentSince, false);
  engine.tick(now);
  return { ids: [...ended.keys()], changes: [...ended.values()] };
}

/** When something was last heard of a call, as far as the store knows. */
function lastHeard({ call, timeline }: CallWithTimeline): number {
  return Math.max(call.startedAt, call.ringingAt ?? 0, call.answeredAt ?? 0, ...timeline.map((entry) => entry.receivedAt));
}
