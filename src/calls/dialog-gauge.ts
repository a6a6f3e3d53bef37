import type { Emit, LabelText } from '../core/index.ts';
import type { ActiveGroup } from './active-tally.ts';

/** Shows how many dialogs there are of each source. */
export interface DialogGauge {
  /** `groups` are the calls that were seen in SIP: those of them that are answered are dialogs. */
  show(groups: Iterable<ActiveGroup>, now: number): void;
}

/** Emits `dialog.active` for each source whose count has changed. One that never had a dialog is not told. */
export function createDialogGauge(emit: Emit): DialogGauge {
  let shown = new Map<LabelText, number>();
  return {
    show(groups, now) {
      const counts = new Map<LabelText, number>();
      for (const source of shown.keys()) counts.set(source, 0);
      for (const { source, counts: byState } of groups) counts.set(source, (counts.get(source) ?? 0) + byState.answered);
      for (const [source, count] of counts) if ((shown.get(source) ?? 0) !== count) emit({ type: 'dialog.active', at: now, source, count });
      shown = new Map([...counts].filter(([source, count]) => count > 0 || shown.has(source)));
    },
  };
}
