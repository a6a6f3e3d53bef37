import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { commandOf } from '../peers/requires.ts';
import { startDemo } from './demo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a suite asks for a program that all suites of a run share. */
    sharedPrograms: string;
  }
}

/** Programs of which a run needs one. A suite has names and browser contexts of its own. */
export interface SharedPrograms {
  /** A demo with a day of calls: its URL and its data folder. */
  readonly demo: { readonly url: string; readonly folder: string };
  /** A browser: where to connect to it. */
  readonly browser: { readonly endpoint: string };
}

type Name = keyof SharedPrograms;
type Shared = { readonly [name in Name]: SharedPrograms[name] & { stop(): Promise<void> } };

const START: { readonly [name in Name]: () => Promise<Shared[name]> } = {
  demo: startDemo,
  async browser() {
    const server = await chromium.launchServer({ executablePath: commandOf('chromium'), args: ['--no-sandbox'] });
    return { endpoint: server.wsEndpoint(), stop: () => server.close() };
  },
};

/** Starts a program when the first suite asks for it, and ends what was started after the last suite. */
export async function setup({ provide }: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Shared[Name]>>();
  const answers = createServer((request, response) => {
    const name = request.url === '/demo' ? 'demo' : 'browser';
    const starting = started.get(name) ?? START[name]();
    started.set(name, starting);
    starting.then(
      (program) => response.end(JSON.stringify(program)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(answers, 'listening');
  // A TCP server that listens has an address with a port.
  provide('sharedPrograms', `http://127.0.0.1:${(answers.address() as AddressInfo).port}`);
  return async () => {
    answers.close();
    for (const starting of started.values()) await (await starting.catch(() => undefined))?.stop();
  };
}

/** A program that the run shares; the run ends it. */
export async function sharedProgram<N extends Name>(name: N): Promise<SharedPrograms[N]> {
  const answer = await fetch(`${inject('sharedPrograms')}/${name}`);
  if (!answer.ok) throw new Error(`The shared ${name} did not start: ${await answer.text()}`);
  // The run writes what is declared above.
  return (await answer.json()) as SharedPrograms[N];
}
