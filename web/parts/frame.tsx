import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { at } from '../place.ts';
import { SCREENS } from '../screens.ts';
import { WORDS } from '../words.ts';
import { Menu } from './menu.tsx';
import { ThemeButton } from './theme.tsx';
import { Who } from './who.tsx';
import { ZoneButton } from './when.tsx';

/** What surrounds every screen: the menu above, the screen below. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const content = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    document.title = WORDS.titleOf(titleOf(path));
    if (before.current === path) return;
    before.current = path;
    // What was chosen is gone with its screen: the keyboard goes on at the beginning of the next one.
    content.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <>
      <a class="skip" href="#content">
        {WORDS.skip}
      </a>
      <header class="top">
        <a class="product" href={at('/')}>
          {WORDS.product}
        </a>
        <Menu path={path} />
        <ZoneButton />
        <ThemeButton />
        <Who />
      </header>
      <main id="content" tabIndex={-1} ref={content}>
        {children}
      </main>
    </>
  );
}

function titleOf(path: string): string {
  const screen = SCREENS.find((one) => path === at(one.path));
  if (screen !== undefined) return screen.name;
  return path.startsWith(at('/calls/')) ? WORDS.call : WORDS.notFound;
}
