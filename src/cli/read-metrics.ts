import { NO_TRUNK, TeleError } from '../core/index.ts';
import type { ApiClient } from './api-client.ts';

/** The page of metrics of a server. Empty where the token may not read it, and of files: then less is told. */
export async function readMetrics(api: ApiClient): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of await api.read('/metrics', {})) chunks.push(chunk);
  } catch (error) {
    if (error instanceof TeleError && error.code !== 'SERVER_UNREACHABLE') return '';
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The trunks that a page of metrics names, without `none`. */
export function trunksOn(page: string): readonly string[] {
  const names = [...page.matchAll(/^\w+_trunk_attempts_total\{trunk="([^"]+)"/gm)].map(([, name = NO_TRUNK]) => name);
  return [...new Set(names)].filter((name) => name !== NO_TRUNK);
}
