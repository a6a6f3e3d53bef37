import type { SubjectContext } from './subject.ts';
import type { Given } from './tell.ts';

/** A channel that is open. */
export interface BipChannel {
  readonly id: string;
  /** Data went over it, as the card sees it. */
  data(given: Pick<Given<'bip.data'>, 'direction' | 'lengthBytes'>): void;
  error(given?: Pick<Given<'bip.error'>, 'reason' | 'detail'>): void;
  /** It is closed. How long it was open is measured. */
  close(given?: Pick<Given<'bip.closed'>, 'outcome'>): void;
}

/** Channels of the Bearer Independent Protocol. */
export type Bip = ReturnType<typeof createBip>;

/** Makes the subject. */
export function createBip({ tell, newId, stopwatch }: SubjectContext) {
  const opened = tell('bip.opened');
  const closed = tell('bip.closed');
  const data = tell('bip.data');
  const error = tell('bip.error');
  return {
    /** A card opens a channel. */
    open(given: Given<'bip.opened'> = {}): BipChannel {
      const channelId = given.channelId ?? newId();
      const seconds = stopwatch();
      opened({ ...given, channelId });
      const bearer = given.bearer === undefined ? {} : { bearer: given.bearer };
      return {
        id: channelId,
        data: (more) => data({ ...bearer, ...more }),
        error: (more) => error({ ...bearer, ...more }),
        close: (more) => closed({ ...bearer, ...more, channelId, seconds: seconds() }),
      };
    },
    opened,
    closed,
    data,
    error,
    active: tell('bip.active'),
  };
}
