import type { Emit, LabelText } from '../core/index.ts';
import type { ActiveGroup } from './active-tally.ts';

/** Shows how many dialogs there are of each source: the answered calls that were seen in SIP. */
export interface DialogGauge {
  show(groups: Iterable<ActiveGroup>, now: number): void;
}

/** Emits `dialog.active` for each source whose count has changed. One that never had a dialog is not told. */
export function createDialogGauge(emit: Emit): DialogGauge {
  let shown = new Map<LabelText, number>();
  return {
    show(groups, now) {
      const current = new Map<LabelText, number>();
      for (const { source, counts } of groups) current.set(source, (current.get(source) ?? 0) + counts.answered);
      for (const [source, count] of shown) if (count > 0 && !current.has(source)) current.set(source, 0);
      for (const [source, count] of current)
        if ((shown.get(source) ?? 0) !== count) emit({ type: 'dialog.active', at: now, source, count });
      shown = current;
    },
  };
}
