import { readPropagators, traceparentOf, unspokenPropagators, writeTraceparent } from '../core/index.ts';

/** What is used of a span of the host. */
interface HostSpan {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  setStatus(status: { readonly code: number }): unknown;
  end(): void;
}

/** What is used of `@opentelemetry/api`: a program that has it hands the module over. */
export interface OpenTelemetryApi {
  readonly trace: {
    getActiveSpan(): Pick<HostSpan, 'spanContext'> | undefined;
    getTracer(name: string): { startActiveSpan<F extends (span: HostSpan) => unknown>(name: string, work: F): ReturnType<F> };
  };
}

/** The traces of the host. Without its `openTelemetry` there are none, and nothing fails for it. */
export interface Traces {
  /** The active span of the host, as the header of W3C Trace Context. Undefined: there is none. `calls.start` takes it by itself. */
  traceparent(): string | undefined;
  /** The same headers with that of the active span. Without one they stay as they are. */
  inject(headers?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** The `traceparent` of some headers, whatever case its name has. Undefined: they have none, or it is malformed. */
  extract(headers: Readonly<Record<string, unknown>>): string | undefined;
  /** Does some work within a span of the host, which ends with it, and hands back what it gave. Work that throws or rejects makes the span an error; nothing of the error is told. */
  span<R>(name: string, work: () => R): R;
}

const TRACER = 'ringscope';
const HEADER = 'traceparent';
const SAMPLED_FLAG = 1;
/** SpanStatusCode.ERROR. */
const ERROR = 2;

/** Whether traces are handed on, as `OTEL_PROPAGATORS` says. What of it is not spoken is a warning of the process. */
export function takesTraceContext(): boolean {
  const propagators = readPropagators(process.env['OTEL_PROPAGATORS']);
  const warning = propagators && unspokenPropagators(propagators);
  if (warning !== undefined) process.emitWarning(warning, 'RingscopeWarning');
  return propagators?.hasTraceContext ?? true;
}

/** Makes the subject. Without `hasTraceContext` no trace is taken or handed on; spans of the host are as they are. */
export function createTraces(api: OpenTelemetryApi | undefined, hasTraceContext = true): Traces {
  const traceparent = (): string | undefined => {
    if (!hasTraceContext) return undefined;
    let context: ReturnType<HostSpan['spanContext']> | undefined;
    try {
      context = api?.trace.getActiveSpan()?.spanContext();
    } catch {
      // A host whose traces fail has calls all the same.
      return undefined;
    }
    if (context === undefined) return undefined;
    const { traceId, spanId, traceFlags } = context;
    // A span of a host that records none has ids of zeros, which name nothing.
    return traceparentOf(writeTraceparent({ traceId, spanId, isSampled: (traceFlags & SAMPLED_FLAG) !== 0 }));
  };
  return {
    traceparent,
    inject(headers = {}) {
      const own = traceparent();
      return own === undefined ? headers : { ...headers, [HEADER]: own };
    },
    extract(headers) {
      if (!hasTraceContext) return undefined;
      const name = Object.keys(headers).find((one) => one.toLowerCase() === HEADER);
      const value = name === undefined ? undefined : headers[name];
      return typeof value === 'string' ? traceparentOf(value) : undefined;
    },
    span: (name, work) => (api === undefined ? work() : api.trace.getTracer(TRACER).startActiveSpan(name, (span) => within(span, work))),
  };
}

function within<R>(span: HostSpan, work: () => R): R {
  const fail = (): void => {
    span.setStatus({ code: ERROR });
    span.end();
  };
  let result: R;
  try {
    result = work();
  } catch (error) {
    fail();
    throw error;
  }
  if (result instanceof Promise) result.then(() => span.end(), fail);
  else span.end();
  return result;
}
