import { WORDS } from '../words.ts';
import type { Difference } from './diff-lines.ts';

const SIGNS = { same: ' ', gone: '−', new: '+' } as const;

/** What differs, a line each, with a sign before it; colour only says it once more. */
export function Differences({ title, parts }: { readonly title: string; readonly parts: readonly Difference[] }) {
  return (
    <ol class="differences" aria-label={title}>
      {parts.map(({ kind, text }, index) => (
        <li key={index} class={kind}>
          <span class="hidden">{kind === 'same' ? '' : WORDS.difference[kind]}</span>
          <span aria-hidden="true">{SIGNS[kind]} </span>
          {text}
        </li>
      ))}
    </ol>
  );
}
