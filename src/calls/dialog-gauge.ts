import type { Emit, LabelText } from '../core/index.ts';

/** Shows how many dialogs there are of each source. */
export interface DialogGauge {
  show(counts: ReadonlyMap<LabelText, number>, now: number): void;
}

/** Emits `dialog.active` for each source whose count has changed. One that never had a dialog is not told. */
export function createDialogGauge(emit: Emit): DialogGauge {
  const shown = new Map<LabelText, number>();
  return {
    show(counts, now) {
      for (const [source, count] of counts) {
        if (shown.get(source) === count) continue;
        shown.set(source, count);
        emit({ type: 'dialog.active', at: now, source, count });
      }
    },
  };
}
