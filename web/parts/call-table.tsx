import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/ask.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { type Column, USUAL_COLUMNS } from './columns.tsx';
import { duration, score } from './numbers.ts';
import { Outcome } from './outcome.tsx';
import { When } from './when.tsx';

type Call = Answer<'/api/v1/calls'>['calls'][number];

interface Of {
  readonly title: string;
  readonly calls: readonly Call[];
  readonly columns?: readonly Column[];
}

/** What stands in a column; nothing where nothing is known. */
const CELLS: { readonly [C in Column]: (call: Call) => ComponentChildren } = {
  outcome: (call) => <Outcome call={call} />,
  cause: ({ cause }) => cause?.replaceAll('_', ' '),
  caller: ({ caller }) => caller,
  callee: ({ callee }) => callee,
  trunk: ({ trunk }) => trunk,
  direction: ({ direction }) => direction,
  code: ({ sipCode }) => sipCode,
  pdd: ({ pddSeconds }) => duration(pddSeconds),
  ring: ({ ringSeconds }) => duration(ringSeconds),
  talk: ({ talkSeconds }) => duration(talkSeconds),
  mos: ({ mos }) => score(mos),
  codec: ({ codec }) => codec,
  hop: ({ hopAddress }) => hopAddress,
  agent: ({ agent }) => agent,
};
const NUMBERS: readonly Column[] = ['code', 'pdd', 'ring', 'talk', 'mos'];

/** Calls, a line each; as cards where there is no room. The time of each leads to it. */
export function CallTable({ title, calls, columns = USUAL_COLUMNS }: Of) {
  const classOf = (name: Column): string => (NUMBERS.includes(name) ? 'number' : '');
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="calls stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.time}</th>
            {columns.map((name) => (
              <th key={name} scope="col" class={classOf(name)}>
                {WORDS.columnNames[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.id}>
              <td data-name={WORDS.time}>
                <a href={at(`/calls/${encodeURIComponent(call.id)}`)}>
                  <When at={call.startedAt} />
                </a>
              </td>
              {columns.map((name) => (
                <td key={name} data-name={WORDS.columnNames[name]} class={classOf(name)}>
                  {CELLS[name](call)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
