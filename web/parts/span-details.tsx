import { WORDS } from '../words.ts';
import type { Span } from './span-tree.ts';
import { When } from './when.tsx';

/** What a span says of itself, what happened within it, and which other traces it has to do with. `zero`: when the call began. */
export function SpanDetails({ span, zero }: { readonly span: Span; readonly zero: number }) {
  const { startTime, kind, attributes, events = [], links = [] } = span;
  return (
    <div class="details">
      <dl class="facts">
        <div>
          <dt>{WORDS.time}</dt>
          <dd>
            <When at={startTime} shape="exact" />
          </dd>
        </div>
        <div>
          <dt>{WORDS.spanKind}</dt>
          <dd>{WORDS.spanKinds[kind]}</dd>
        </div>
        {Object.entries(attributes).map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      {events.length === 0 ? null : (
        <>
          <h3>{WORDS.spanEvents}</h3>
          <ol class="span-events">
            {events.map(({ name, time }, index) => (
              <li key={index}>
                <span class="offset">+{(time - zero).toFixed(3)}</span> <code>{name}</code>
              </li>
            ))}
          </ol>
        </>
      )}
      {links.length === 0 ? null : (
        <p>
          {WORDS.spanLinks}{' '}
          {links.map(({ traceId, spanId }) => (
            <code key={spanId}>{traceId}</code>
          ))}
        </p>
      )}
    </div>
  );
}
