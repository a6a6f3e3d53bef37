import type { Route } from '../route.ts';
import { callRoutes } from './calls.ts';
import { dashboardRoutes } from './dashboard.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './export.ts';
import { healthRoutes } from './health.ts';
import { latencyRoutes } from './latencies.ts';
import { logLevelRoutes } from './log-levels.ts';
import { registrationRoutes } from './registrations.ts';
import { reloadRoutes } from './reload.ts';
import { upkeepRoutes } from './upkeep.ts';

/** The routes of the API, in the order of the reference page. */
export const API_ROUTES: readonly Route[] = [
  ...callRoutes,
  ...dashboardRoutes,
  ...registrationRoutes,
  ...latencyRoutes,
  ...exportRoutes,
  ...eventRoutes,
  ...upkeepRoutes,
  ...reloadRoutes,
  ...healthRoutes,
  ...logLevelRoutes,
];
