import type { ComponentChildren } from 'preact';
import { WORDS } from '../words.ts';
import { count } from './numbers.ts';

type Side = keyof typeof WORDS.sides;

interface Sided {
  readonly value: string;
  readonly side?: Side;
}

interface Of<V extends Sided> {
  readonly values: readonly V[];
  readonly callsOf: (value: V) => number;
  readonly row: (value: V) => ComponentChildren;
  readonly columns: number;
}

// Object.keys loses the names.
const SIDES = Object.keys(WORDS.sides) as readonly Side[];

/** The rows of causes as those of the network, of the callee and of the caller, each with its sum. Values that are on no side come last, without one. */
export function SideGroups<V extends Sided>({ values, callsOf, row, columns }: Of<V>) {
  return (
    <>
      {SIDES.map((side) => {
        const own = values.filter((value) => value.side === side);
        if (own.length === 0) return null;
        return (
          <tbody key={side}>
            <tr class="side">
              <th scope="rowgroup">{WORDS.sides[side]}</th>
              <td class="number">{count(own.reduce((sum, value) => sum + callsOf(value), 0))}</td>
              {columns > 2 ? <td colSpan={columns - 2} /> : null}
            </tr>
            {own.map(row)}
          </tbody>
        );
      })}
      <tbody>{values.filter(({ side }) => side === undefined).map(row)}</tbody>
    </>
  );
}
