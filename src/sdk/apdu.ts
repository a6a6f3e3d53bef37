import type { SubjectContext } from './subject.ts';
import type { Given, Teller } from './tell.ts';

type Command = Given<'apdu.command'>;
type Response = Given<'apdu.response'>;
type Failure = Given<'apdu.error'>;

/** A command that was sent to a card and waits for its answer. */
export interface ApduExchange {
  /** The card answered with this status word, e.g. 0x9000. What it took is measured. */
  response(sw: number, given?: Pick<Response, 'lengthBytes' | 'data'>): void;
  /** There was no usable answer. */
  error(given?: Pick<Failure, 'reason' | 'detail'>): void;
}

/** Commands to cards and their answers. */
export interface Apdu {
  /** A command is sent. */
  command(given?: Command): ApduExchange;
  /** An answer whose command was told elsewhere. */
  readonly response: Teller<'apdu.response'>;
  /** A missing answer whose command was told elsewhere. */
  readonly error: Teller<'apdu.error'>;
}

/** Makes the subject. */
export function createApdu({ tell, stopwatch }: SubjectContext): Apdu {
  const tellCommand = tell('apdu.command');
  const response = tell('apdu.response');
  const error = tell('apdu.error');
  return {
    command(given = {}) {
      tellCommand(given);
      const seconds = stopwatch();
      const { source, interface: way, sessionId, iccid, ins } = given;
      const exchange = {
        ...(source === undefined ? {} : { source }),
        ...(way === undefined ? {} : { interface: way }),
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(iccid === undefined ? {} : { iccid }),
        ...(ins === undefined ? {} : { ins }),
      };
      return {
        response: (sw, more) => response({ ...exchange, ...more, sw, seconds: seconds() }),
        error: (more) => error({ ...exchange, ...more }),
      };
    },
    response,
    error,
  };
}
