import { seriesCommand } from '../series-command.ts';

/** Shows calls by day. */
export const dailyCommand = seriesCommand({ name: 'daily', step: 'day', stepSeconds: 86_400, option: 'days', initial: 30 });
