import type { AskError } from '../api/ask.ts';
import { WORDS } from '../words.ts';

/** What is shown while nothing is known yet. */
export function Loading() {
  return (
    <p class="state" role="status">
      {WORDS.loading}…
    </p>
  );
}

/** What went wrong, and what to do. */
export function Failure({ error }: { readonly error: AskError }) {
  return (
    <div class="state failure" role="alert">
      <p>{error.message}</p>
      {error.hint === '' ? null : <p>{error.hint}</p>}
      <p class="faint">{error.code}</p>
    </div>
  );
}

/** That there is nothing, and what would change that. */
export function Empty({ what, next }: { readonly what: string; readonly next: string }) {
  return (
    <div class="state">
      <p>{what}</p>
      <p class="faint">{next}</p>
    </div>
  );
}
