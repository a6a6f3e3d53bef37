import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface Of<Id extends string> {
  readonly title: string;
  readonly tabs: readonly { readonly id: Id; readonly name: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** What the chosen one shows. */
  readonly children: ComponentChildren;
}

/** How far each key goes; those that are not here do what they always do. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/** Tabs, one of which is shown. Arrows, Home and End go from one to the next, Enter opens it: what some show is noted by the server. */
export function Tabs<Id extends string>({ title, tabs, chosen, onChoose, children }: Of<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const from = buttons.findIndex((button) => button === document.activeElement);
    if (step === undefined || from === -1) return;
    event.preventDefault();
    const to = Number.isFinite(step) ? (from + step + buttons.length) % buttons.length : step < 0 ? 0 : buttons.length - 1;
    buttons[to]?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={title} ref={list} onKeyDown={go}>
        {tabs.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === chosen}
            aria-controls={id === chosen ? 'tab-panel' : undefined}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => onChoose(id)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </>
  );
}
