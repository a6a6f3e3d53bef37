import {
  type Answer,
  type CallConditions,
  type CallSummary,
  type Deadline,
  type HopGroup,
  type HopTally,
  matchesCall,
  type Seen,
  type SeriesBucket,
  type Window,
} from '../../../core/index.ts';
import { CallGroups } from '../../answers/call-groups.ts';
import { HopGroups } from '../../answers/hop-groups.ts';
import { SeenCauses } from '../../answers/seen-causes.ts';
import { StepTallies } from '../../answers/step-tallies.ts';
import type { TimeStep } from '../../answers/time-steps.ts';
import type { DayFiles } from '../day/day-files.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { walkCalls, walkWhole } from './walk-calls.ts';

/** What is read where rollups cannot answer, because they do not tell apart what conditions ask for. */
interface Folder {
  readonly files: DayFiles;
  readonly active: ActiveFile;
  readonly deadline: Deadline;
}

/** What the calls of a window that meet conditions have in common. */
export function summarizeSome(folder: Folder, window: Window, conditions: CallConditions): Answer<CallSummary> {
  const groups = new CallGroups();
  const isWhole = walkCalls(folder, window, conditions, (call) => groups.add(call));
  const { since: _since, until: _until, ...others } = conditions;
  const active = folder.active.all().filter(({ call }) => call.state !== 'ended' && matchesCall(call, others)).length;
  return { value: groups.summary(active), isPartial: !isWhole };
}

/** The calls that meet conditions, by the steps that they started in. */
export function seriesOfSome(
  folder: Folder,
  steps: readonly TimeStep[],
  conditions: CallConditions,
): { readonly buckets: readonly SeriesBucket[]; readonly isPartial: boolean } {
  const tallies = new StepTallies(steps);
  const window = { since: steps[0]?.start ?? 0, until: steps.at(-1)?.end ?? 0 };
  const isWhole = walkCalls(folder, window, conditions, (call) => tallies.add(call));
  return { buckets: tallies.buckets(), isPartial: !isWhole };
}

/** The hops of the calls that meet conditions, by what they have in common. */
export function hopsOfSome(
  folder: Folder,
  window: Window,
  by: HopGroup,
  conditions: CallConditions,
): Answer<ReadonlyMap<string, HopTally>> {
  const groups = new HopGroups(by, conditions);
  const isWhole = walkWhole(folder, window, conditions, (call) => groups.add(call));
  return { value: groups.tallies(), isPartial: !isWhole };
}

/** When the calls were seen that meet conditions, by their cause. */
export function causesOfSome(folder: Folder, window: Window, conditions: CallConditions): Answer<ReadonlyMap<string, Seen>> {
  const seen = new SeenCauses();
  const isWhole = walkCalls(folder, window, conditions, (call) => seen.add(call));
  return { value: seen.causes, isPartial: !isWhole };
}
