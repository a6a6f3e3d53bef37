import { commandsText } from './commands.mjs';
import { errorsText } from './errors.mjs';
import { eventsText } from './events.mjs';
import { metricsText } from './metrics.mjs';
import { presetsText } from './presets.mjs';
import { privateFieldsText } from './private-fields.mjs';
import { recordsText } from './records.mjs';

/**
 * Every text that the reference pages hold between markers, by the name of the marker. Pure.
 * `core`, `catalog`, `metrics` and `metricsNode` are the exports of the layers, `settings`, `passedOver` , `routes` and `checks` are the tables that the server makes of its settings, of what an import passes over, of its routes and its health, `commands` their declarations, `presets` each with its name.
 * @returns {Readonly<Record<string, string>>}
 */
export function blocks({ core, catalog, metrics, metricsNode, settings, passedOver, routes, checks, commands, presets }) {
  return {
    ...errorsText(core),
    ...eventsText(core),
    ...recordsText(core),
    ...privateFieldsText(core),
    ...metricsText(catalog, metricsNode, metrics),
    ...presetsText(core, presets),
    ...commandsText(commands),
    settings,
    'passed-over': passedOver,
    checks,
    'api-routes': routes.api,
    roles: routes.roles,
    'voice-skill-routes': routes.voiceSkill,
  };
}
