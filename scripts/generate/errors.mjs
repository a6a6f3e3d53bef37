import { code, table } from './table.mjs';

/** The reference of error codes. */
export function errorsText({ ERRORS, EXIT }) {
  const rows = Object.entries(ERRORS).map(([name, { summary, hint, exitCode, status }]) => [
    code(name),
    summary,
    hint,
    String(exitCode),
    String(status),
  ]);
  const exits = Object.entries(EXIT).map(([name, number]) => [String(number), name]);
  return {
    errors: table(['code', 'what happened', 'what to do', 'exit code', 'HTTP status'], rows),
    'exit-codes': table(['exit code', 'meaning'], [['0', 'success'], ...exits]),
  };
}
