import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DoctorContext } from '../../src/server/doctor/doctor-context.ts';
import { type DoctorLine, readVersion, resolveSettings } from '../../src/server/index.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { runCommand as run } from '../run-command.ts';

type Ends = (() => Promise<void> | void)[];

interface Report {
  readonly ok: number;
  readonly warn: number;
  readonly fail: number;
  readonly checks: readonly DoctorLine[];
}

/** What the doctor has found. */
export interface Doctored extends Report {
  readonly code: number;
  /** What is not well. */
  readonly bad: readonly DoctorLine[];
}

/** Runs the doctor. */
export async function doctor(...argv: readonly string[]): Promise<Doctored> {
  const { code, out, err } = await run(['doctor', '--json', ...argv]);
  expect(err).toBe('');
  const report = JSON.parse(out) as Report;
  return { ...report, code, bad: report.checks.filter(({ result }) => result !== 'ok') };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const listening = createTcpServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = new URL(urlOf(listening));
  await new Promise((resolve) => listening.close(resolve));
  return Number(port);
}

/** A server that answers what it is told to. */
export async function stub(ends: Ends, bodies: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer((request, response) => {
    const body = bodies[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return urlOf(server);
}

/** Where it listens. */
export function urlOf(server: { address(): unknown }): string {
  const { port } = server.address() as { readonly port: number };
  return `http://127.0.0.1:${port}`;
}

/** What the doctor looks at where nothing is wrong and no server is up. */
export function context(ends: Ends, more: Partial<DoctorContext>): DoctorContext {
  const settings = resolveSettings({ flags: { store: join(testFolder(ends), 'data'), 'hep-port': '0', 'http-port': '0' }, env: {} });
  return {
    settings,
    server: { kind: 'down', url: 'http://127.0.0.1:1' },
    isLocal: true,
    version: readVersion(),
    node: process.versions.node,
    now: () => Date.now() / 1000,
    freeBytes: () => 1e12,
    env: {},
    receiveBuffer: async (asked) => asked,
    ...more,
  };
}
