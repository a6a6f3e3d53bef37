import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { withChange } from './location.ts';

/** A link to a call as it is looked at, by the id of its record, whatever id led here. Browsers let a page copy it over https, or on the machine itself. */
export function Permalink({ id }: { readonly id: string }) {
  const { query } = useLocation();
  const [isCopied, setCopied] = useState(false);
  const href = at(`/calls/${encodeURIComponent(id)}${withChange(query, {})}`);
  const copy = (): void => {
    navigator.clipboard.writeText(new URL(href, location.href).href).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <>
      <a href={href}>{WORDS.permalink}</a>
      {window.isSecureContext ? (
        <button type="button" onClick={copy}>
          {WORDS.copyLink}
        </button>
      ) : null}
      <span role="status" class="faint">
        {isCopied ? WORDS.linkCopied : ''}
      </span>
    </>
  );
}
