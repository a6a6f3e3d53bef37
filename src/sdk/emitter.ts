import {
  completeEvent,
  hiddenLabels,
  labelText,
  type Clock,
  type DropReason,
  type Emit,
  type EventOfType,
  type LabelText,
  type Malformed,
  type Pipeline,
  type TelephonyEvent,
} from '../core/index.ts';

/** Events that listeners may emit while one is delivered; a listener that answers an event with an event would go on for ever. */
const MAX_NESTED = 1000;

/** The two ways into a pipeline. Neither throws. */
export interface Emitter {
  /**
   * For the program: what an event leaves out that its declaration says is meant then is filled in, as when it is posted. What is no event even so, or one too
   * many of a listener, is dropped and counted.
   */
  readonly emit: Emit;
  /** For ringscope itself, whose events need no look. */
  readonly emitOwn: Emit;
}

/** Guards a pipeline against what untyped code and careless listeners emit. `told` hears of each event of the program that was taken. */
export function createEmitter(pipeline: Pick<Pipeline, 'emit' | 'offer'>, now: Clock, source: LabelText, told?: Emit): Emitter {
  let isDelivering = false;
  let nested = 0;
  let overflow = 0;

  const lose = (reason: DropReason, count: number, why: Why = {}): void =>
    pipeline.emit({ type: 'event.dropped', at: now(), stage: labelText('emit'), reason, count, ...why });
  const take: Emit = (event) => {
    if (pipeline.offer(event)) {
      told?.(event);
      return;
    }
    const hidden: string[] = [];
    const completed = complete(event, { now: now(), source, onHidden: (field) => hidden.push(field) });
    if (!('malformed' in completed)) {
      for (const one of hiddenLabels(hidden, completed, now())) pipeline.emit(one);
      if (pipeline.offer(completed)) {
        told?.(completed);
        return;
      }
    }
    lose('malformed', 1, whyOf(event, completed));
  };
  /** What listeners emitted beyond the limit while an event was delivered. */
  const settle = (): void => {
    if (overflow > 0) {
      const count = overflow;
      overflow = 0;
      lose('queue_full', count);
    }
    isDelivering = false;
  };

  return {
    emit(event) {
      if (isDelivering) {
        nested += 1;
        if (nested > MAX_NESTED) overflow += 1;
        else take(event);
        return;
      }
      isDelivering = true;
      nested = 0;
      take(event);
      settle();
    },
    emitOwn(event) {
      if (isDelivering) {
        pipeline.emit(event);
        return;
      }
      isDelivering = true;
      nested = 0;
      pipeline.emit(event);
      settle();
    },
  };
}

/** What an event says of why another was lost. */
type Why = Pick<EventOfType<'event.dropped'>, 'eventType' | 'field' | 'message'>;

const NO_EVENT: Malformed = { malformed: 'no_object', path: '', message: 'It could not be read.' };

function complete(value: unknown, defaults: Parameters<typeof completeEvent>[1]): TelephonyEvent | Malformed {
  try {
    return completeEvent(value, defaults);
  } catch {
    // A getter or proxy of the caller failed: it is no event.
    return NO_EVENT;
  }
}

function whyOf(value: unknown, read: TelephonyEvent | Malformed): Why {
  const { path, message } = 'malformed' in read ? read : NO_EVENT;
  const type = typeOf(value);
  return { ...(type === undefined ? {} : { eventType: type }), ...(path === '' ? {} : { field: path }), message };
}

/** The type that something says, without digits unless there is such a type: it may be a number at the wrong place. */
function typeOf(value: unknown): string | undefined {
  try {
    const type = typeof value === 'object' && value !== null ? (value as { readonly type?: unknown }).type : undefined;
    return typeof type === 'string' ? type.slice(0, 40).replace(/[^A-Za-z_.]/g, '?') : undefined;
  } catch {
    return undefined;
  }
}
