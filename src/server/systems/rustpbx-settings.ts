import { basename } from 'node:path';
import { option, type TreeValues } from '../../core/index.ts';
import { resolveTree } from '../settings/resolve-settings.ts';

/** The `[metrics]` table of RustPBX. */
const metricsOptions = {
  enabled: option.flag('Whether its endpoints are there.', true),
  path: option.text('Where metrics are scraped.', '/metrics'),
  healthzPath: option.text('Where its health document is.', '/healthz'),
  token: option.optionalText('What a scrape must carry.'),
};
const tables = { metrics: metricsOptions };

/** Reads `[metrics]` of RustPBX's config.toml, whose other tables are nobody's business here, or its flat observability.toml. Throws `CONFIG_INVALID` with every place. */
export function rustpbxSettings(path: string, text: string): TreeValues<typeof metricsOptions> {
  const input = { flags: {}, env: {}, file: { path, text } };
  if (basename(path) === 'observability.toml') return resolveTree(metricsOptions, input).values;
  return resolveTree(tables, { ...input, isPart: true }).values.metrics;
}
