import type { AskError } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { WayIn } from './needs-role.tsx';
import { Said } from './said.tsx';

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
      <p>
        <Said text={error.message} />
      </p>
      <Next error={error} />
      <p class="faint">{error.code}</p>
    </div>
  );
}

/** Hint of an error: that of the server is for programs when a login is missing. */
function Next({ error: { code, message, hint } }: { readonly error: AskError }) {
  if (code === 'FORBIDDEN') return <WayIn role={/the role (\w+)/u.exec(message)?.[1] ?? 'read'} />;
  if (hint === '') return null;
  return (
    <p>
      <Said text={hint} />
    </p>
  );
}

/** That there is nothing, and what would change that. */
export function Empty({ what, next }: { readonly what: string; readonly next: string }) {
  return (
    <div class="state">
      <p>
        <Said text={what} />
      </p>
      {next === '' ? null : (
        <p class="faint">
          <Said text={next} />
        </p>
      )}
    </div>
  );
}
