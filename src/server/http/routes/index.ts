import type { Route } from '../route.ts';
import { aboutRoutes } from './about.ts';
import { callRoutes } from './calls.ts';
import { traceRoutes } from './trace.ts';
import { dashboardRoutes } from './dashboard.ts';
import { alertRoutes } from './alerts.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './export.ts';
import { handoverRoutes } from './handover.ts';
import { healthRoutes } from './health.ts';
import { historyRoutes } from './history.ts';
import { importRoutes } from './imports.ts';
import { latencyRoutes } from './latencies.ts';
import { liveRoutes } from './live.ts';
import { logLevelRoutes } from './log-levels.ts';
import { panelRoutes } from './panels.ts';
import { registrationRoutes } from './registrations.ts';
import { reloadRoutes } from './reload.ts';
import { runbookRoutes } from './runbooks.ts';
import { sessionRoutes } from './session.ts';
import { sourceRoutes } from './sources.ts';
import { trunkRoutes } from './trunks.ts';
import { upkeepRoutes } from './upkeep.ts';

/** The routes of the API, in the order of the reference page. */
export const API_ROUTES: readonly Route[] = [
  ...callRoutes,
  ...traceRoutes,
  ...handoverRoutes,
  ...dashboardRoutes,
  ...historyRoutes,
  ...panelRoutes,
  ...alertRoutes,
  ...registrationRoutes,
  ...latencyRoutes,
  ...exportRoutes,
  ...liveRoutes,
  ...eventRoutes,
  ...importRoutes,
  ...sessionRoutes,
  ...upkeepRoutes,
  ...reloadRoutes,
  ...aboutRoutes,
  ...healthRoutes,
  ...sourceRoutes,
  ...trunkRoutes,
  ...logLevelRoutes,
  ...runbookRoutes,
];
