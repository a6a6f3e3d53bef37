import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROCESS_LIMIT_MS = 180_000;

const start = promisify(execFile);

/** The figures that a contender's process writes to stdout as JSON. None when it fails, and the reason is printed. */
export async function runContender(name, { script, args, flags }) {
  try {
    const { stdout } = await start(process.execPath, [...flags, join(import.meta.dirname, script), ...args], { timeout: PROCESS_LIMIT_MS });
    return JSON.parse(stdout);
  } catch (cause) {
    console.error(`${name}: ${cause.stderr || cause.message}`);
    return {};
  }
}
