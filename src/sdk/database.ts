import { timed, type SubjectContext } from './subject.ts';

/** Databases and the records of calls that are written. */
export type Database = ReturnType<typeof createDatabase>;

/** Makes the subject. */
export function createDatabase(context: SubjectContext) {
  const { tell } = context;
  return {
    query: timed(context, 'db.query'),
    active: tell('db.active'),
    cdrWritten: tell('cdr.written'),
    cdrDropped: tell('cdr.dropped'),
    cdrFailed: tell('cdr.failed'),
  };
}
