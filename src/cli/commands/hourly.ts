import { seriesCommand } from '../series-command.ts';

/** Shows calls by hour. */
export const hourlyCommand = seriesCommand({ name: 'hourly', step: 'hour', stepSeconds: 3600, option: 'hours', initial: 24 });
