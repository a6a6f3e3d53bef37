import { at } from '../place.ts';
import { WORDS } from '../words.ts';

/** A path that no screen has. */
export function Missing() {
  return (
    <div class="state">
      <h1>{WORDS.notFound}</h1>
      <p>
        <a href={at('/')}>{WORDS.notFoundNext}</a>
      </p>
    </div>
  );
}
