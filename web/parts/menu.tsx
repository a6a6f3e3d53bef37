import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../api/use-answer.ts';
import { at } from '../place.ts';
import { SCREENS, type Screen } from '../screens.ts';
import { isLoginNeeded, isShutOut, may } from '../session.ts';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 60;

/** The way to every screen. Those of subjects that nobody has told of stand behind the others. */
export function Menu({ path }: { readonly path: string }) {
  const row = useRef<HTMLDivElement>(null);
  const more = useRef<HTMLDetailsElement>(null);
  const { answer } = useAnswer('/api/v1/panels', {}, { everySeconds: REFRESH_SECONDS, isAsked: may('read') });
  const filled = new Set((answer?.boards ?? []).flatMap(({ name, hasData }) => (hasData ? [name] : [])));
  const isFirst = ({ subject, isBehind }: Screen): boolean => isBehind !== true && (subject === undefined || filled.has(subject));
  const others = SCREENS.filter((screen) => !isFirst(screen));
  const current = SCREENS.findLast((screen) => path === at(screen.path) || path.startsWith(`${at(screen.path)}/`));
  // What was looked for is found.
  useEffect(() => more.current?.removeAttribute('open'), [path]);
  useEffect(() => {
    // Where there is no room for all, the row is moved sideways, and nothing else.
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [path, answer]);
  return (
    <nav aria-label={WORDS.menu} hidden={isLoginNeeded.value || isShutOut.value}>
      <div class="row" ref={row}>
        {SCREENS.filter(isFirst).map((screen) => (
          <Item key={screen.path} screen={screen} path={path} current={current} />
        ))}
      </div>
      {others.length === 0 ? null : (
        <details class="more" ref={more}>
          <summary class={current !== undefined && others.includes(current) ? 'current' : ''}>{WORDS.more}</summary>
          <div>
            {others.map((screen) => (
              <Item key={screen.path} screen={screen} path={path} current={current} />
            ))}
          </div>
        </details>
      )}
    </nav>
  );
}

function Item({ screen, path, current }: { readonly screen: Screen; readonly path: string; readonly current: Screen | undefined }) {
  const mark = current !== screen ? undefined : path === at(screen.path) ? 'page' : 'true';
  return (
    <a href={at(screen.path)} aria-current={mark}>
      {screen.name}
    </a>
  );
}
