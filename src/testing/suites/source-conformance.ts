import { afterEach, describe, expect, test } from 'vitest';
import { type OptionTree, type Source, type SourceDef, TeleError, type TreeValues } from '../../core/index.ts';
import { eventFaults } from '../event-faults.ts';
import { observeSource, type RunningSource } from '../observe-source.ts';

/** Sends good and bad input to a running source and resolves when all of it is sent. `endpoints` are those of the source. */
export type Feed = (endpoints: readonly string[]) => Promise<void>;

/**
 * Registers the tests that every listening source must pass. `options` make it listen on loopback with port 0; `feed` sends it good and bad input,
 * of which at least one piece is taken and one refused.
 */
export function sourceConformance<O extends OptionTree>(
  def: SourceDef<O>,
  options: Partial<TreeValues<O>> & { readonly port: number },
  feed: Feed,
): void {
  describe(`${def.name} keeps the promises of a source`, () => {
    const started: Source[] = [];
    const make: Make = (port) => {
      const running = observeSource(def, port === undefined ? options : { ...options, port });
      started.push(running.source);
      return running;
    };
    afterEach(async () => {
      for (const source of started.splice(0)) await source.stop();
    });
    starting(make);
    feeding(def.name, make, feed);
  });
}

/** Makes a source with the suite's options, or with another port. */
type Make = (port?: number) => RunningSource;

function starting(make: Make): void {
  test('it tells where it listens only while it does', async () => {
    const { source, events } = make();
    expect(source.endpoints()).toEqual([]);
    await source.start();
    expect(source.endpoints().length).toBeGreaterThan(0);
    for (const endpoint of source.endpoints()) expect(endpoint).toMatch(/^\S+:[1-9]\d*$/);
    await source.stop();
    expect(source.endpoints()).toEqual([]);
    expect(events.map((event) => event.type)).toEqual(['source.started', 'source.stopped']);
  });

  test('starting twice and stopping twice is starting and stopping once', async () => {
    const { source, events } = make();
    await source.stop();
    await Promise.all([source.start(), source.start()]);
    await source.start();
    await Promise.all([source.stop(), source.stop()]);
    await source.stop();
    expect(events.map((event) => event.type)).toEqual(['source.started', 'source.stopped']);
  });

  test('it starts again after a stop', async () => {
    const { source } = make();
    await source.start();
    await source.stop();
    await source.start();
    expect(source.endpoints().length).toBeGreaterThan(0);
  });

  test('a port that is taken is LISTEN_FAILED and names the port', async () => {
    const first = make();
    await first.source.start();
    const [taken = ''] = first.source.endpoints();
    const port = Number(taken.slice(taken.lastIndexOf(':') + 1));
    const second = make(port);
    const failure: unknown = await second.source.start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TeleError);
    expect(failure).toMatchObject({ code: 'LISTEN_FAILED' });
    expect(String(failure)).toContain(String(port));
    expect(second.source.endpoints()).toEqual([]);
  });
}

function feeding(name: string, make: Make, feed: Feed): void {
  test('what it is fed becomes valid events under its name, good input and bad', async () => {
    const { source, events, until } = make();
    await source.start();
    await feed(source.endpoints());
    await until((event) => event.type === 'source.packet');
    await until((event) => event.type === 'source.rejected');
    await source.stop();
    expect(events.flatMap(eventFaults)).toEqual([]);
    for (const event of events) if ('source' in event) expect(event.source).toBe(name);
    expect(events.at(-1)?.type).toBe('source.stopped');
  });
}
