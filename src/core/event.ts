import { field, type Fields, type ShapeOf } from './field.ts';

/** The fields that every event has. */
export const EVENT_BASE = {
  at: field.at().describe('When it happened, Unix seconds.'),
  receivedAt: field.at().optional().describe('When it reached this process, Unix seconds. Absent when the process itself is the origin.'),
};

/** One kind of event: its name and its fields. Types, schema, docs and generators derive from this value. */
export interface EventDef<Type extends string = string, F extends Fields = Fields> {
  readonly type: Type;
  readonly help: string;
  readonly fields: F;
  /** ringscope alone tells it: what it does itself, and what it makes of what others told. */
  readonly isOwn?: true;
}

/** The TypeScript type of the events that a declaration describes. */
export type EventOf<D> =
  D extends EventDef<infer Type, infer F> ? { readonly type: Type } & ShapeOf<typeof EVENT_BASE> & ShapeOf<F> : never;

/** Declares a kind of event. */
export function event<const Type extends `${string}.${string}`, const F extends Fields>(
  type: Type,
  help: string,
  fields: F,
): EventDef<Type, F> {
  return { type, help, fields };
}

/** Declares a kind of event that ringscope alone tells: one that a program posts is refused. */
export function ownEvent<const Type extends `${string}.${string}`, const F extends Fields>(
  type: Type,
  help: string,
  fields: F,
): EventDef<Type, F> {
  return { type, help, fields, isOwn: true };
}
