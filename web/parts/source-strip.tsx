import { useAnswer } from '../api/use-answer.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { When } from './when.tsx';

const REFRESH_SECONDS = 10;

/** Whether anything arrives, and what is to be mended there. */
export function SourceStrip() {
  const { answer } = useAnswer('/api/v1/sources', {}, { everySeconds: REFRESH_SECONDS });
  if (answer === undefined) return null;
  const warnings = answer.findings.filter(({ severity }) => severity === 'warning').length;
  return (
    <ul class="strip" aria-label={WORDS.sources}>
      {answer.sources.map(({ name, lastAt }) => (
        <li key={name}>
          <a class={`outcome ${lastAt === undefined ? 'neutral' : 'good'}`} href={at('/sources')}>
            {name}
          </a>{' '}
          <span class="faint">
            {lastAt === undefined ? (
              WORDS.nothingArrived
            ) : (
              <>
                {WORDS.lastAt} <When at={lastAt} shape="clock" />
              </>
            )}
          </span>
        </li>
      ))}
      {warnings === 0 ? null : (
        <li>
          <a class="outcome bad" href={at('/sources')}>
            {WORDS.warnings(warnings)}
          </a>
        </li>
      )}
    </ul>
  );
}
