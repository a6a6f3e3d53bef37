import { useRoute } from 'preact-iso';
import { type Answer, AskError, queryText } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { at } from '../place.ts';
import { CallAxis } from '../parts/call-axis.tsx';
import { Facts, Hops } from '../parts/call-facts.tsx';
import { FileLink } from '../parts/file-link.tsx';
import { CallMedia } from '../parts/call-media.tsx';
import { CallTrace } from '../parts/call-trace.tsx';
import { Ladder } from '../parts/ladder.tsx';
import { useUrlState } from '../parts/location.ts';
import { Permalink } from '../parts/permalink.tsx';
import { RawMessages } from '../parts/raw-messages.tsx';
import { RevealButton, RevealNote, useRevealed, withNumbers } from '../parts/reveal.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Turns } from '../parts/turns.tsx';
import { isRevealing, may } from '../session.ts';
import { WORDS } from '../words.ts';

type Found = Answer<'/api/v1/calls/{id}'>;
type One = Found['calls'][number];
/** While it is not over. */
const REFRESH_SECONDS = 2;
/** As the server counts them. */
const SIMILAR_SECONDS = 3600;

const TABS = [
  { id: 'ladder', name: WORDS.tabs.ladder },
  { id: 'turns', name: WORDS.tabs.turns },
  { id: 'media', name: WORDS.tabs.media },
  { id: 'trace', name: WORDS.tabs.trace },
  { id: 'raw', name: WORDS.tabs.raw },
] as const;
type TabId = (typeof TABS)[number]['id'];

/** One call: what became of it, and every message in the order of cause. */
export function CallScreen() {
  const id = useRoute().params['id'] ?? '';
  const { answer, error } = useAnswer('/api/v1/calls/{id}', { orNone: 'true' }, { names: { id }, everySeconds: REFRESH_SECONDS });
  const revealed = useRevealed(id);
  if (answer === undefined || answer.calls.length === 0)
    return (
      <>
        <h1>{WORDS.call}</h1>
        {answer !== undefined ? <Unknown verdict={answer.verdict} /> : error === undefined ? <Loading /> : <Failure error={error} />}
      </>
    );
  return (
    <>
      <h1>{WORDS.call}</h1>
      <p class="verdict">{answer.verdict}</p>
      <Actions id={id} answer={answer} />
      <RevealNote calls={answer.calls.map(({ call }) => call)} revealed={revealed} />
      <Shown id={id} calls={answer.calls.map((one) => ({ ...one, call: withNumbers(one.call, revealed) }))} />
    </>
  );
}

function Unknown({ verdict }: { readonly verdict: string }) {
  return <Failure error={new AskError('NOT_FOUND', verdict, WORDS.noSuchCallNext)} />;
}

/** What can be done with a call. */
function Actions({ id, answer }: { readonly id: string; readonly answer: Found }) {
  const path = `/api/v1/calls/${encodeURIComponent(id)}`;
  return (
    <p class="actions">
      <FileLink path={`${path}/pcap`}>{WORDS.asPcap}</FileLink>
      {isRevealing.value && may('pii') ? <FileLink path={`${path}/pcap?numbers=true`}>{WORDS.asPcapWhole}</FileLink> : null}
      <FileLink path={path} name={`call-${answer.calls[0]?.call.id ?? ''}.json`}>
        {WORDS.asJson}
      </FileLink>
      <Permalink id={answer.calls[0]?.call.id ?? id} />
      <RevealButton />
      <Similar answer={answer} />
    </p>
  );
}

/** What is known of the calls, and more of it in the tab that the URL names. */
function Shown({ id, calls }: { readonly id: string; readonly calls: readonly One[] }) {
  const [url, set] = useUrlState();
  const [first] = calls;
  const isTold = first !== undefined && first.ladder.rows.length === 0 && first.stages.length > 0;
  const usual: TabId = isTold ? 'turns' : 'ladder';
  const chosen = TABS.find((tab) => tab.id === url['tab'])?.id ?? usual;
  return (
    <>
      {calls.map((one) => (
        <section key={one.call.id}>
          <Facts call={one.call} />
          <Notes notes={one.notes} />
        </section>
      ))}
      <Tabs title={WORDS.call} tabs={TABS} chosen={chosen} onChoose={(tab) => set({ tab: tab === usual ? undefined : tab })}>
        {chosen === 'raw' ? (
          <RawMessages id={id} entry={entryOf(calls, url['row'])} />
        ) : (
          calls.map((one, index) => <Part key={one.call.id} one={one} tab={chosen} prefix={index === 0 ? '' : `${index}.`} />)
        )}
      </Tabs>
    </>
  );
}

/** The message of the row that is open in the ladder. */
function entryOf(calls: readonly One[], row = ''): One['timeline'][number] | undefined {
  const [call = '0', index = row] = row.includes('.') ? row.split('.') : ['0'];
  const one = calls[Number(call)];
  return one?.timeline[one.ladder.rows[Number(index)]?.places[0] ?? -1];
}

/** Leads to the calls that came out as this one did, within an hour before and after it. */
function Similar({ answer: { similar, calls } }: { readonly answer: Found }) {
  const call = calls[0]?.call;
  // It is one of them itself. That most calls are answered says nothing.
  if (similar < 2 || call === undefined || call.outcome === 'answered') return null;
  const around = (seconds: number): string => new Date((call.startedAt + seconds) * 1000).toISOString();
  const { outcome, cause, trunk } = call;
  const conditions = { outcome, cause, trunk, since: around(-SIMILAR_SECONDS), until: around(SIMILAR_SECONDS) };
  return <a href={at(`/calls${queryText(conditions)}`)}>{WORDS.similar(similar - 1)}</a>;
}

function Notes({ notes }: Pick<One, 'notes'>) {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function Part({ one, tab, prefix }: { readonly one: One; readonly tab: Exclude<TabId, 'raw'>; readonly prefix: string }) {
  const { call, ladder, stages } = one;
  switch (tab) {
    case 'ladder':
      return (
        <section>
          <Hops legs={call.legs} />
          <h2>{WORDS.ladder}</h2>
          {ladder.rows.length === 0 ? <p>{WORDS.noMessages}</p> : <Ladder ladder={ladder} prefix={prefix} />}
          <CallAxis one={one} />
        </section>
      );
    case 'turns':
      return (
        <section>
          <CallAxis one={one} />
          {stages.length === 0 ? <Empty what={WORDS.noTurns} next={WORDS.noTurnsNext} /> : null}
          <Turns stages={stages} startedAt={ladder.rows[0]?.at ?? call.startedAt} />
        </section>
      );
    case 'media':
      return <CallMedia one={one} />;
    case 'trace':
      return <CallTrace id={call.id} isOver={call.state === 'ended' && !call.isProvisional} />;
  }
}
