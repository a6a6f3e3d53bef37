import { labelText, type Clock, type DropReason, type Emit, type Pipeline } from '../core/index.ts';

/** Events that listeners may emit while one is delivered; a listener that answers an event with an event would go on for ever. */
const MAX_NESTED = 1000;

/** The two ways into a pipeline. Neither throws. */
export interface Emitter {
  /** For the program: what is no event, or one too many of a listener, is dropped and counted. */
  readonly emit: Emit;
  /** For ringscope itself, whose events need no look. */
  readonly emitOwn: Emit;
}

/** Guards a pipeline against what untyped code and careless listeners emit. `told` hears of each event of the program that was taken. */
export function createEmitter(pipeline: Pick<Pipeline, 'emit' | 'offer'>, now: Clock, told?: Emit): Emitter {
  let isDelivering = false;
  let nested = 0;
  let overflow = 0;

  const lose = (reason: DropReason, count: number): void =>
    pipeline.emit({ type: 'event.dropped', at: now(), stage: labelText('emit'), reason, count });
  const take: Emit = (event) => {
    if (!pipeline.offer(event)) lose('malformed', 1);
    else told?.(event);
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
