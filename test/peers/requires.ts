import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

interface Program {
  readonly program: string;
  readonly package: string;
}

/** Declares a suite, as vitest's `describe` does. */
type Suite = (name: string, body: () => void) => void;

function isProgram(value: unknown): value is Program {
  return typeof value === 'object' && value !== null && 'program' in value && 'package' in value;
}

/** The programs that the suites may ask for, with the Debian package that has each. */
export function knownPrograms(): readonly Program[] {
  const parsed: unknown = JSON.parse(readFileSync(new URL('programs.json', import.meta.url), 'utf8'));
  if (!Array.isArray(parsed)) throw new Error('test/peers/programs.json is not a list.');
  return parsed.filter(isProgram);
}

/** The variable with which a run acts as if no program were installed. `npm test -- --without-programs` sets it. */
export const WITHOUT_PROGRAMS = 'WITHOUT_PROGRAMS';

/** Path of an installed program. Undefined when it is not installed, or the run goes without programs. */
export function pathOf(program: string): string | undefined {
  if (process.env[WITHOUT_PROGRAMS] === '1') return undefined;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Path of a program that a suite has declared with `requires`. Throws when it is not installed: then the suite has not declared it. */
export function commandOf(program: string): string {
  const path = pathOf(program);
  if (path === undefined)
    throw new Error(`${program} is not installed: the suite that starts it must be declared with requires('${program}').`);
  return path;
}

/**
 * The suite function for tests that need these programs. All that needs them, hooks included, belongs into its body. Where one is missing the suite is
 * skipped with its hooks and says how to install it; with `CI=true` it fails by name instead, unless the run goes without programs on purpose.
 */
export function requires(...programs: readonly string[]): Suite {
  const known = knownPrograms();
  const missing = programs.filter((program) => pathOf(program) === undefined);
  if (missing.length === 0) return (name, body) => void describe(name, body);
  const packages = missing.map((program) => known.find((one) => one.program === program)?.package ?? program);
  const advice = `${missing.join(', ')} not installed: apt-get install --no-install-recommends ${[...new Set(packages)].join(' ')}`;
  const isOnPurpose = process.env[WITHOUT_PROGRAMS] === '1';
  if (process.env['CI'] !== 'true' || isOnPurpose) {
    if (!isOnPurpose) process.stderr.write(`${advice}\n`);
    return (name, body) => void describe.skip(`${name} (${advice})`, body);
  }
  return (name) =>
    void describe(name, () => {
      test(`${missing.join(' and ')} can be run`, () => {
        throw new Error(advice);
      });
    });
}
