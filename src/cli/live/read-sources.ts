import { TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import type { ApiClient } from '../api-client.ts';
import { showSources } from '../show-sources.ts';

const PATH = '/api/v1/sources';

/** What the server tells of its sources, as lines; or why it does not. */
export async function readSources(api: ApiClient, now: number): Promise<readonly string[]> {
  try {
    return showSources(asBody(PATH, await api.get(PATH)), now);
  } catch (error) {
    return [error instanceof TeleError ? `${error.message} ${error.hint}` : String(error)];
  }
}
