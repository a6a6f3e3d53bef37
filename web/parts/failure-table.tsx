import { useLocation } from 'preact-iso';
import type { Answer, Query } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { WORDS } from '../words.ts';
import { withChange } from './location.ts';
import { failedOf } from './failed-of.ts';
import { count, percentage } from './numbers.ts';
import { useZoom } from './range.tsx';
import { SideGroups } from './side-groups.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { explainedFirst, valueName } from './value-name.ts';
import { When } from './when.tsx';

type By = NonNullable<Query<'/api/v1/failures'>['by']>;
type Group = NonNullable<Answer<'/api/v1/failures'>['groups']>[number];

interface Of {
  readonly by: Exclude<By, 'hopCause'>;
  readonly conditions: Readonly<Record<string, string>>;
  /** Whether there were calls in as long a time before. Undefined: it is not said yet. */
  readonly isBeforeKnown: boolean | undefined;
}

const REFRESH_SECONDS = 30;
const MOST_ROWS = 10;
/** Number of causes that exist. */
const MOST_CAUSES = 20;

/**
 * Failures by one dimension: calls by cause, and attempts by next hop, for places with the share that failed, the largest first. Each with its count now and in the period
 * before, and its first and last time. A value narrows the screen down.
 */
export function FailureTable({ by, conditions, isBeforeKnown }: Of) {
  const { ends, since, until } = useZoom();
  const { answer, error } = useAnswer('/api/v1/failures', { ...conditions, by, ...ends, limit: '1' }, { everySeconds: REFRESH_SECONDS });
  const earlier = { since: new Date((2 * since - until) * 1000).toISOString(), until: ends.since };
  const before = useAnswer('/api/v1/failures', { ...conditions, by, ...earlier, limit: '1' }, { isAsked: isBeforeKnown === true }).answer
    ?.groups;
  const countOf = ({ calls, failed = 0 }: Group): number => (by === 'cause' ? calls : failed);
  const countBefore = (value: string): string => {
    if (isBeforeKnown === false) return '–';
    const group = before?.find((one) => one.value === value);
    return before === undefined ? '' : (count(group === undefined ? 0 : countOf(group)) ?? '');
  };
  const groups = explainedFirst(by, answer?.groups ?? []).slice(0, by === 'cause' ? MOST_CAUSES : MOST_ROWS);
  return (
    <section class="card scroll" tabIndex={0} aria-label={WORDS.failedBy[by]}>
      <h2>{WORDS.failedBy[by]}</h2>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined && error === undefined ? <Loading /> : null}
      {answer !== undefined && groups.length === 0 ? <Empty what={WORDS.noneFailed} next="" /> : null}
      {groups.length === 0 ? null : (
        <table class="seen">
          <Head by={by} />
          <SideGroups
            values={groups}
            callsOf={countOf}
            columns={5}
            row={(group) => <Row key={group.value} by={by} group={group} before={countBefore(group.value)} />}
          />
        </table>
      )}
    </section>
  );
}

function isPlace(by: By): boolean {
  return by === 'hop' || by === 'hopTrunk';
}

function Head({ by }: Pick<Of, 'by'>) {
  return (
    <thead>
      <tr>
        <th scope="col">{WORDS.dimensions[by]}</th>
        <th scope="col" class="number">
          {by === 'cause' ? WORDS.callCount : WORDS.failedAttempts}
        </th>
        {isPlace(by) ? (
          <th scope="col" class="number">
            {WORDS.failedShare}
          </th>
        ) : null}
        <th scope="col" class="number">
          {WORDS.before}
        </th>
        <th scope="col">{WORDS.firstSeen}</th>
        <th scope="col">{WORDS.lastSeen}</th>
      </tr>
    </thead>
  );
}

function Row({ by, group, before }: Pick<Of, 'by'> & { readonly group: Group; readonly before: string }) {
  const { path, query: url } = useLocation();
  const { value, calls, firstAt, lastAt, failed, failedRatio } = group;
  return (
    <tr>
      <td>
        <a href={`${path}${withChange(url, { [by]: value })}`} data-said>
          {valueName(by, value)}
        </a>
        <small>
          <When at={firstAt} shape="short" /> – <When at={lastAt} shape="short" />
        </small>
      </td>
      <td class="number">{isPlace(by) ? failedOf(group) : count(failed ?? calls)}</td>
      {isPlace(by) ? <td class="number">{percentage(failedRatio)}</td> : null}
      <td class="number faint">{before}</td>
      <td>
        <When at={firstAt} shape="short" />
      </td>
      <td>
        <When at={lastAt} shape="short" />
      </td>
    </tr>
  );
}
