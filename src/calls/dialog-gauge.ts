import type { Emit, LabelText } from '../core/index.ts';
import type { ActiveGroup } from './active-tally.ts';

/** Shows how many dialogs there are of each source: the answered calls that were seen in SIP. */
export interface DialogGauge {
  show(groups: Iterable<ActiveGroup>, now: number): void;
}

/** Emits `dialog.active` for each source whose count has changed. One that never had a dialog is not told. */
export function createDialogGauge(emit: Emit): DialogGauge {
  const shown = new Map<LabelText, number>();
  return {
    show(groups, now) {
      for (const { source, counts } of groups) {
        if ((shown.get(source) ?? 0) === counts.answered) continue;
        shown.set(source, counts.answered);
        emit({ type: 'dialog.active', at: now, source, count: counts.answered });
      }
    },
  };
}
