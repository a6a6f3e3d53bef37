import { labelText, type TimelineEntry } from '../core/index.ts';
import type { Advance } from './life-cycle.ts';
import type { CallView } from './call-view.ts';
import type { CallState } from './conversation.ts';
import { refreshOf } from './refreshes.ts';
import type { Seen } from './seen.ts';

/** The new messages of a call as its stored timeline gets them: once that is full, refreshes of the session are left out, and the loss is told. */
export function handOverEntries(fresh: readonly Seen[], view: CallView, state: CallState, step: Advance): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  view.attempt.fresh = [];
  for (const seen of fresh) {
    seen.isHanded = true;
    if (state.handed < step.settings.maxTimeline || refreshOf(seen.entry, view) === undefined) entries.push(seen.entry);
    state.handed += 1;
  }
  const count = fresh.length - entries.length;
  const at = fresh.at(-1)?.entry.at ?? view.startedAt;
  if (count > 0) step.emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'timeline_full', count });
  return entries;
}
