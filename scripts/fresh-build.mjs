import { build } from './build.mjs';

/** Builds `dist` before a test run when it is older than its sources: threads and commands are tested from there. */
export async function setup() {
  const { code, output } = await build();
  if (code !== 0) throw new Error(`The build failed.\n${output}`);
}
