import { AsyncLocalStorage } from 'node:async_hooks';
import * as openTelemetry from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { createRingscope, type OpenTelemetryApi } from './index.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;

afterEach(() => vi.unstubAllEnvs());

/** A host with spans: what is active, and what came of those that were begun. */
function createHost() {
  const active = new AsyncLocalStorage<{ readonly spanId: string }>();
  const ended: { readonly name: string; readonly code: number; readonly parent: string | undefined }[] = [];
  let count = 0;
  const spanOf = (spanId: string) => ({ spanContext: () => ({ traceId: TRACE, spanId, traceFlags: 1 }) });
  const api: OpenTelemetryApi = {
    trace: {
      getActiveSpan: () => {
        const store = active.getStore();
        return store === undefined ? undefined : spanOf(store.spanId);
      },
      getTracer: () => ({
        startActiveSpan(name, work) {
          count += 1;
          const [spanId, parent] = [String(count).padStart(16, 'a'), active.getStore()?.spanId];
          let code = 0;
          const span = {
            ...spanOf(spanId),
            setStatus: (status: { readonly code: number }) => void ({ code } = status),
            end: () => void ended.push({ name, code, parent }),
          };
          return active.run({ spanId }, () => work(span) as ReturnType<typeof work>);
        },
      }),
    },
  };
  return { api, ended, within: <R>(spanId: string, work: () => R): R => active.run({ spanId }, work) };
}

test('a call that begins in a span of the host belongs to it, unless the program says otherwise', async () => {
  const { api, within } = createHost();
  const ringscope = await createRingscope({ openTelemetry: api });
  const told: (string | undefined)[] = [];
  ringscope.on('call.report', ({ traceparent }) => told.push(traceparent));
  within('b7ad6b7169203331', () => {
    ringscope.calls.start({ callId: 'one' });
    ringscope.calls.start({ callId: 'two', traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00` });
  });
  ringscope.calls.start({ callId: 'three' });
  expect(told).toEqual([PARENT, `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`, undefined]);
});

test('what is injected is extracted, in whatever case; what is none is not', async () => {
  const { api, within } = createHost();
  const { traces } = await createRingscope({ openTelemetry: api });
  const headers = within('b7ad6b7169203331', () => traces.inject({ Subject: 'hello' }));
  expect(headers).toEqual({ Subject: 'hello', traceparent: PARENT });
  expect(traces.extract(headers)).toBe(PARENT);
  expect(traces.extract({ TraceParent: ` ${PARENT}` })).toBe(PARENT);
  for (const wrong of ['+15550100017', '', PARENT.slice(1), 7, ['a', PARENT], undefined])
    expect(traces.extract({ traceparent: wrong })).toBeUndefined();
  expect(traces.inject({ Subject: 'hello' })).toEqual({ Subject: 'hello' });
});

test('work within a span is below the active one, ends it once, and hands on what it gave or threw', async () => {
  const { api, ended, within } = createHost();
  const { traces } = await createRingscope({ openTelemetry: api });
  expect(within('b7ad6b7169203331', () => traces.span('dial', () => traces.traceparent()))).toBe(`00-${TRACE}-aaaaaaaaaaaaaaa1-01`);
  await expect(traces.span('ring', async () => 7)).resolves.toBe(7);
  await expect(traces.span('talk', async () => Promise.reject(new Error('sentinel')))).rejects.toThrow('sentinel');
  expect(() =>
    traces.span('end', () => {
      throw new Error('sentinel');
    }),
  ).toThrow('sentinel');
  expect(ended).toEqual([
    { name: 'dial', code: 0, parent: 'b7ad6b7169203331' },
    { name: 'ring', code: 0, parent: undefined },
    { name: 'talk', code: 2, parent: undefined },
    { name: 'end', code: 2, parent: undefined },
  ]);
});

test('without a host nothing is different', async () => {
  const { traces } = await createRingscope();
  expect(traces.span('dial', () => 7)).toBe(7);
  expect(traces.traceparent()).toBeUndefined();
  expect(traces.inject()).toEqual({});
});

test('the module @opentelemetry/api is such a host', async () => {
  const active = new AsyncLocalStorage<openTelemetry.Context>();
  openTelemetry.context.setGlobalContextManager({
    active: () => active.getStore() ?? openTelemetry.ROOT_CONTEXT,
    with: (context, work, self, ...given) => active.run(context, () => work.call(self, ...given)),
    bind: (_context, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  try {
    const { traces } = await createRingscope({ openTelemetry });
    const context = { traceId: TRACE, spanId: 'b7ad6b7169203331', traceFlags: openTelemetry.TraceFlags.SAMPLED };
    const parent = openTelemetry.trace.setSpanContext(openTelemetry.ROOT_CONTEXT, context);
    expect(openTelemetry.context.with(parent, () => traces.inject())).toEqual({ traceparent: PARENT });
    expect(traces.span('dial', () => traces.traceparent())).toBeUndefined();
  } finally {
    openTelemetry.context.disable();
  }
});

test('a host whose traces fail has calls all the same', async () => {
  const { api } = createHost();
  const getActiveSpan = (): never => {
    throw new Error('no');
  };
  const ringscope = await createRingscope({ openTelemetry: { trace: { ...api.trace, getActiveSpan } } });
  const told: string[] = [];
  ringscope.on('call.report', ({ callId }) => told.push(callId));
  ringscope.calls.start({ callId: 'one' });
  expect(told).toEqual(['one']);
});

test('with OTEL_PROPAGATORS=none no trace is taken or handed on, and spans of the host are as they are', async () => {
  vi.stubEnv('OTEL_PROPAGATORS', 'none');
  const { api, ended, within } = createHost();
  const ringscope = await createRingscope({ openTelemetry: api });
  const told: (string | undefined)[] = [];
  ringscope.on('call.report', ({ traceparent }) => told.push(traceparent));
  within('b7ad6b7169203331', () => {
    ringscope.calls.start({ callId: 'one' });
    ringscope.calls.start({ callId: 'two', traceparent: PARENT });
    expect(ringscope.traces.inject({ a: 'b' })).toEqual({ a: 'b' });
    expect(ringscope.traces.extract({ traceparent: PARENT })).toBeUndefined();
    ringscope.traces.span('dial', () => 7);
  });
  expect(told).toEqual([undefined, undefined]);
  expect(ended).toEqual([{ name: 'dial', code: 0, parent: 'b7ad6b7169203331' }]);
});

test('a propagator that is not spoken is a warning of the process, once for an instance', async () => {
  vi.stubEnv('OTEL_PROPAGATORS', 'tracecontext,b3');
  const warned: string[] = [];
  const hear = ({ message }: Error): void => void warned.push(message);
  process.on('warning', hear);
  try {
    const { traces } = await createRingscope();
    expect(traces.extract({ traceparent: PARENT })).toBe(PARENT);
    await expect.poll(() => warned.filter((message) => message.includes('b3'))).toHaveLength(1);
  } finally {
    process.off('warning', hear);
  }
});
