import { useEffect, useState } from 'preact/hooks';
import { ask, AskError, type Answer } from '../api/ask.ts';
import { isRevealing, may } from '../session.ts';
import { WORDS } from '../words.ts';
import { diffLines } from './diff-lines.ts';
import { Differences } from './differences.tsx';
import { useUrlState } from './location.ts';
import { NeedsRole } from './needs-role.tsx';
import { RevealButton } from './reveal.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { timeText } from './when.tsx';
import { visible } from './visible.ts';

type Found = Answer<'/api/v1/calls/{id}/messages'>;
type Message = Found['messages'][number];
type Entry = Answer<'/api/v1/calls/{id}'>['calls'][number]['timeline'][number];

/** Times of arrival of one message differ by less. */
const SAME_SECONDS = 2e-6;

/** The messages of a call as they were on the wire, for whom may see them. `entry`: that of the message which is shown first. */
export function RawMessages({ id, entry }: { readonly id: string; readonly entry: Entry | undefined }) {
  const { answer, error } = useMessages(id);
  if (!may('pii')) return <NeedsRole what={WORDS.rawNeedsRole} role="pii" />;
  if (!isRevealing.value)
    return (
      <div class="state">
        <p>{WORDS.rawHidden}</p>
        <RevealButton />
      </div>
    );
  if (error !== undefined) return <Failure error={error} />;
  if (answer === undefined) return <Loading />;
  if (answer.messages.length === 0) return <Empty what={WORDS.noRaw} next={answer.reason ?? ''} />;
  return <Chosen messages={answer.messages} entry={entry} />;
}

/** Asked for once: the server notes each time. */
function useMessages(id: string): { readonly answer?: Found; readonly error?: AskError } {
  const [asked, setAsked] = useState<{ readonly answer?: Found; readonly error?: AskError }>({});
  const isWanted = isRevealing.value && may('pii');
  useEffect(() => {
    setAsked({});
    if (!isWanted) return undefined;
    const ending = new AbortController();
    ask('/api/v1/calls/{id}/messages', {}, { names: { id }, signal: ending.signal }).then(
      (answer) => setAsked({ answer }),
      (error: unknown) => {
        if (error instanceof AskError) setAsked({ error });
      },
    );
    return () => ending.abort();
  }, [id, isWanted]);
  return asked;
}

function Chosen({ messages, entry }: { readonly messages: readonly Message[]; readonly entry: Entry | undefined }) {
  const [url, set] = useUrlState();
  const at = url['message'] === undefined ? placeOf(messages, entry) : Number(url['message']);
  const shown = messages[at] ?? messages[0];
  const other = url['with'] === undefined ? undefined : messages[Number(url['with'])];
  if (shown === undefined) return null;
  const names = messages.map(nameOf);
  return (
    <>
      <form class="filters">
        <label>
          {WORDS.message}
          <select value={String(messages.indexOf(shown))} onChange={({ currentTarget }) => set({ message: currentTarget.value })}>
            {names.map((name, index) => (
              <option key={index} value={String(index)}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {WORDS.compareWith}
          <select value={url['with'] ?? ''} onChange={({ currentTarget }) => set({ with: currentTarget.value })}>
            <option value="">{WORDS.nothing}</option>
            {names.map((name, index) => (
              <option key={index} value={String(index)}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </form>
      {other === undefined ? (
        <Whole message={shown} />
      ) : (
        <div class="raw scroll" tabIndex={0} role="region" aria-label={WORDS.compareWith}>
          <Differences title={WORDS.compareWith} parts={diffLines(linesOf(other), linesOf(shown))} />
        </div>
      )}
    </>
  );
}

function Whole({ message }: { readonly message: Message }) {
  const [first = '', ...lines] = linesOf(message);
  const end = lines.indexOf('');
  const [headers, body] = end === -1 ? [lines, []] : [lines.slice(0, end), lines.slice(end + 1)];
  return (
    <div class="raw scroll" tabIndex={0} role="region" aria-label={WORDS.message}>
      <pre>
        <strong>{first}</strong>
        {headers.map((line, index) => (
          <Line key={`h${index}`} line={line} name={/^[^\s:]+:/u} />
        ))}
        {body.length === 0 ? null : '\n'}
        {body.map((line, index) => (
          <Line key={`b${index}`} line={line} name={/^[a-z]=/u} />
        ))}
      </pre>
    </div>
  );
}

function Line({ line, name }: { readonly line: string; readonly name: RegExp }) {
  const [named = ''] = name.exec(line) ?? [];
  return (
    <>
      {'\n'}
      <span class="name">{named}</span>
      {line.slice(named.length)}
    </>
  );
}

function linesOf({ text }: Message): readonly string[] {
  return text.trimEnd().split(/\r?\n/u).map(visible);
}

/** The message of an entry of the timeline, else the first one. */
function placeOf(messages: readonly Message[], entry: Entry | undefined): number {
  if (entry === undefined) return 0;
  const start = entry.status === undefined ? `${entry.method} ` : `SIP/2.0 ${entry.status}`;
  const found = messages.findIndex(({ at, text }) => Math.abs(at - entry.receivedAt) < SAME_SECONDS && text.startsWith(start));
  return Math.max(0, found);
}

/** The request without the number that it asks for, or the status, and between whom. */
function nameOf({ at, sentAt, src, dst, text }: Message): string {
  const [first = '', second = '', ...phrase] = (text.split(/\r?\n/u, 1)[0] ?? '').split(' ');
  const what = first.startsWith('SIP/') ? `${second} ${phrase.join(' ')}` : first;
  const between = src === undefined ? '' : ` ${src} → ${dst ?? ''}`;
  return visible(`${timeText(sentAt ?? at, 'exact')} ${what.trim()}${between}`);
}
