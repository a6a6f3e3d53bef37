import { PASSED_OVER } from '../sources/index.ts';

/** The kinds of packets that an import passes over, as a Markdown table. */
export function passedOverTable(): string {
  const rows = Object.entries(PASSED_OVER).map(([kind, sentence]) => `| \`${kind}\` | ${sentence} |`);
  return ['| kind | what |', '|---|---|', ...rows].join('\n');
}
