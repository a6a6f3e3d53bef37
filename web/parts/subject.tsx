import type { ComponentChildren } from 'preact';
import { Board } from './board.tsx';
import { RangeChoice } from './range.tsx';
import { ZoomButtons } from './zoom-buttons.tsx';
import { WORDS } from '../words.ts';

/** A subject by the panels of its dashboard, below what is shown of it alone. */
export function Subject({ name, children }: { readonly name: keyof typeof WORDS.subjects; readonly children?: ComponentChildren }) {
  return (
    <>
      <div class="head">
        <h1>{WORDS.subjects[name]}</h1>
        <RangeChoice />
      </div>
      <ZoomButtons />
      {children}
      <Board name={name} />
    </>
  );
}
