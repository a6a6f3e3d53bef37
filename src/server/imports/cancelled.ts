import { TeleError } from '../../core/index.ts';

/** What ends an import that was cancelled. */
export function cancelled(): TeleError {
  return new TeleError('BAD_REQUEST', 'The import was cancelled: the calls whose end had been read are in the store.');
}
