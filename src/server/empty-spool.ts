import { TeleError } from '../core/index.ts';
import type { Spool, SpoolReader } from '../stores/index.ts';

interface EmptySpoolContext {
  readonly spool: Pick<Spool, 'lastLsn' | 'leaveSegment' | 'deletePassed'>;
  readonly reader: Pick<SpoolReader, 'committed'>;
  /** Everyone else who reads the spool passes what is in it. */
  readonly passAll: () => Promise<void>;
  /** Whether everything up to this number is in the store; false when it cannot be at the moment. */
  readonly reached: (lsn: number) => Promise<boolean>;
}

/** Leaves nothing in the spool of what it holds now: all of it is in the store then. Throws `STORE_UNWRITABLE` when that is not possible at the moment. */
export async function emptySpool({ spool, reader, passAll, reached }: EmptySpoolContext): Promise<void> {
  const last = spool.lastLsn();
  for (let isEmpty = false; !isEmpty;) {
    // What is being written at this moment may still go into the old segment.
    spool.leaveSegment();
    const lsn = spool.lastLsn();
    if (!(await reached(lsn))) throw new TeleError('STORE_UNWRITABLE', 'What waits in the spool cannot be written at the moment.');
    await passAll();
    await reader.committed(lsn);
    isEmpty = await spool.deletePassed(last);
  }
}
