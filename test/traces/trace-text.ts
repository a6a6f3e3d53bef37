import type { Span } from '../../src/traces/index.ts';

/** All that a trace says but ids and absolute times: a line for each span below its parent, and one for each thing that it says. */
export function traceText(spans: readonly Span[]): string {
  const [root] = spans;
  const lines = root === undefined ? [] : below(root, spans, root.startTime, '');
  return `${lines.join('\n')}\n`;
}

function below(span: Span, spans: readonly Span[], startAt: number, indent: string): readonly string[] {
  const { name, kind, startTime, endTime, status, events = [], attributes } = span;
  const time = (at: number): string => `+${(at - startAt).toFixed(3)}`;
  const failed = status === undefined ? '' : ` ${status.code}: ${status.message ?? ''}`;
  const said = Object.entries(attributes).filter(([key]) => !ID_ATTRIBUTES.has(key));
  return [
    `${indent}${name} (${kind}) ${time(startTime)} to ${time(endTime)}${failed}`,
    ...said.map(([key, value]) => `${indent}    ${key} = ${value}`),
    ...events.map((one) => `${indent}    ${time(one.time)} ${one.name}`),
    ...spans.filter(({ parentSpanId }) => parentSpanId === span.spanId).flatMap((one) => below(one, spans, startAt, `${indent}  `)),
  ];
}

const ID_ATTRIBUTES: ReadonlySet<string> = new Set(['call_id', 'telephony.call.id', 'telephony.call.key']);
