import { isLoginNeeded, isLoginWanted, session, type Role } from '../session.ts';
import { WORDS } from '../words.ts';
import { Said } from './said.tsx';

/** Notice that something needs a role, with where to find a token and a link to the login. */
export function NeedsRole({ what, role }: { readonly what: string; readonly role: Role }) {
  return (
    <div class="state">
      <p>
        <Said text={what} />
      </p>
      <WayIn role={role} />
    </div>
  );
}

/** Place of a token with a role, and a link to the login. */
export function WayIn({ role }: { readonly role: string }) {
  return (
    <>
      <p class="faint">
        <Said text={whereTokensAre(role)} />
      </p>
      <p class="actions">
        <button type="button" onClick={() => (isLoginWanted.value = true)}>
          {WORDS.logIn}
        </button>
      </p>
    </>
  );
}

/** Text that says where to find a token: a server without credentials knows only that of its owner. */
export function whereTokensAre(role: string): string {
  const isOwnerAlone = session.value?.login === 'none' && !isLoginNeeded.value;
  return isOwnerAlone ? WORDS.ownerToken : WORDS.tokenWith(role === 'read' ? role : `read,${role}`);
}
