import { type Answer, type Query, queryText } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CallTable } from '../parts/call-table.tsx';
import { chosenColumns, ColumnPicker } from '../parts/columns.tsx';
import { conditionsIn } from '../parts/conditions.ts';
import { Facets } from '../parts/facets.tsx';
import { FileLink } from '../parts/file-link.tsx';
import { Filters } from '../parts/filters.tsx';
import { useUrlState, withChange } from '../parts/location.ts';
import { QueryBox } from '../parts/query-box.tsx';
import { RangeChoice, useRange } from '../parts/range.tsx';
import { SavedViews } from '../parts/saved-views.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';

/** Also the most rows that are in the page at once. */
const PAGE = '100';

/** Calls that meet the conditions of the URL, newest first, a page at a time. */
export function Calls() {
  const conditions = useConditions();
  const [{ cursor }] = useUrlState();
  const { answer, error } = useAnswer('/api/v1/calls', { ...conditions, ...(cursor === undefined ? {} : { cursor }), limit: PAGE });
  return (
    <>
      <div class="head">
        <h1>{WORDS.calls}</h1>
        <RangeChoice />
      </div>
      <Filters />
      <QueryBox />
      <Facets conditions={conditions} />
      <div class="actions">
        <Exports conditions={conditions} />
        <ColumnPicker />
        <SavedViews />
      </div>
      {error === undefined ? null : <Failure error={error} />}
      {answer === undefined ? error === undefined ? <Loading /> : null : <Found found={answer} />}
    </>
  );
}

function Found({ found: { calls, nextCursor } }: { readonly found: Answer<'/api/v1/calls'> }) {
  const [url] = useUrlState();
  const pageAt = (cursor: string | undefined): string => at(`/calls${withChange(url, { cursor })}`);
  return (
    <>
      {calls.length > 0 ? (
        <CallTable title={WORDS.calls} calls={calls} columns={chosenColumns.value} />
      ) : (
        <Empty what={WORDS.noCallsFound} next={WORDS.noCallsFoundNext} />
      )}
      {nextCursor === undefined && url['cursor'] === undefined ? null : (
        <nav class="pages" aria-label={WORDS.pages}>
          {url['cursor'] === undefined ? null : <a href={pageAt(undefined)}>{WORDS.newest}</a>}
          {nextCursor === undefined ? null : <a href={pageAt(nextCursor)}>{WORDS.older}</a>}
        </nav>
      )}
    </>
  );
}

const FORMATS = ['csv', 'json', 'ndjson', 'pcap'] as const;

/** All calls that meet the conditions, however many, as files. */
function Exports({ conditions }: { readonly conditions: Query<'/api/v1/export'> }) {
  return (
    <>
      {FORMATS.map((format) => (
        <FileLink key={format} path={`/api/v1/export${queryText({ ...conditions, format })}`}>
          {WORDS.exportAs[format]}
        </FileLink>
      ))}
    </>
  );
}

/** What the URL asks for, without its page. */
function useConditions(): Query<'/api/v1/export'> {
  const [url] = useUrlState();
  const { hours } = useRange();
  const since = url['since'] ?? new Date((Math.floor(Date.now() / 60_000) * 60 - hours * 3600) * 1000).toISOString();
  return { ...conditionsIn(url), since };
}
