import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Something that is opened where it is needed; until then there is nothing of it. */
export function Unfold({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="unfold" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{name}</summary>
      {isOpen ? children : null}
    </details>
  );
}
