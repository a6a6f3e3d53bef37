import { isLoginNeeded, isLoginWanted, session, type Role } from '../session.ts';
import { WORDS } from '../words.ts';
import { Said } from './said.tsx';

/** That something needs a role, where a token with it is found, and the way to the login. */
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

/** Where a token with a role is found, and the way to the login. */
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

/** Where a token with a role is found: a server that lets everybody in knows that of its owner alone. */
export function whereTokensAre(role: string): string {
  const isOwnerAlone = session.value?.login === 'none' && !isLoginNeeded.value;
  return isOwnerAlone ? WORDS.ownerToken : WORDS.tokenWith(role === 'read' ? role : `read,${role}`);
}
