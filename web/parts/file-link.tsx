import type { ComponentChildren } from 'preact';
import { change, textIn } from '../api/ask.ts';
import { askWho } from '../api/log-in.ts';
import { at } from '../place.ts';
import { session } from '../session.ts';

/** A link to a file of the server. A browser that follows it shows no key: with a session it gets a ticket beforehand. */
export function FileLink({
  path,
  name,
  children,
}: {
  readonly path: string;
  readonly name?: string;
  readonly children: ComponentChildren;
}) {
  const open = (event: MouseEvent): void => {
    if (session.value?.login !== 'session') return;
    event.preventDefault();
    // Shows the login when the session is over.
    void openWithTicket(path, name).catch(askWho);
  };
  return (
    <a href={at(path)} download={name ?? true} onClick={open}>
      {children}
    </a>
  );
}

async function openWithTicket(path: string, name = ''): Promise<void> {
  const ticket = textIn(await change('POST', '/api/v1/session/tickets', {}), 'ticket') ?? '';
  const link = document.createElement('a');
  link.href = at(`${path}${path.includes('?') ? '&' : '?'}ticket=${ticket}`);
  link.download = name;
  link.click();
}
