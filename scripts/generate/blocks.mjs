import { alertsText } from './alerts.mjs';
import { commandsText } from './commands.mjs';
import { dashboardsText } from './dashboards.mjs';
import { errorsText } from './errors.mjs';
import { eventsText } from './events.mjs';
import { metricsText } from './metrics.mjs';
import { presetsText } from './presets.mjs';
import { privateFieldsText } from './private-fields.mjs';
import { recordsText } from './records.mjs';

/**
 * Every text that the reference pages hold between markers, by the name of the marker. Pure.
 * `core`, `catalog`, `metrics` and `metricsNode` are the exports of the layers, `settings`, `passedOver` and `routes`, `checks`, `refusals`, `doctor`, `logComponents` and `logFields` are the tables that the server makes of its settings, of what an import passes over, of its routes, its health and its log, `commands` their declarations, `presets` each with its name, `dashboards`, `alerts` and `expressions` the exports of these layers.
 * @returns {Readonly<Record<string, string>>}
 */
export function blocks({
  core,
  catalog,
  metrics,
  metricsNode,
  settings,
  passedOver,
  routes,
  checks,
  refusals,
  doctor,
  logComponents,
  logFields,
  commands,
  presets,
  dashboards,
  alerts,
  expressions,
}) {
  return {
    ...errorsText(core),
    ...eventsText(core),
    ...recordsText(core),
    ...privateFieldsText(core),
    ...metricsText(catalog, metricsNode, metrics),
    ...presetsText(core, presets),
    ...commandsText(commands),
    ...dashboardsText(dashboards),
    ...alertsText(alerts, expressions),
    settings,
    'passed-over': passedOver,
    checks,
    refusals,
    doctor,
    'log-components': logComponents,
    'log-fields': logFields,
    'api-routes': routes.api,
    roles: routes.roles,
    'voice-skill-routes': routes.voiceSkill,
  };
}
