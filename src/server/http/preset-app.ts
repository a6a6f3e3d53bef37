import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { type MetricsResponder, webResponse } from '../../metrics-node/index.ts';
import { PRESET_HTTP } from '../../presets/index.ts';
import type { PresetDocuments } from '../systems/preset-documents.ts';
import { authenticate, requireRole, type Access } from './access.ts';
import { createFrame, MAX_BODY_BYTES, refuseLarge, refuseOtherPaths, type SharedParts } from './app.ts';
import type { AppContext } from './app-context.ts';
import type { PresetService } from './listener.ts';
import { mount, refuseOtherMethods, type Offered } from './route.ts';
import { voiceSkillBridgeHealth, voiceSkillRoot, voiceSkillRoutes } from './routes/voice-skill.ts';

/** What the listener of a preset answers with. */
export interface PresetParts extends SharedParts {
  /** Its metrics, and nothing else. */
  readonly answerScrape: MetricsResponder;
  readonly documents: PresetDocuments;
}

/** The routes of a preset's listener: what its system has there, and nothing else. */
export function createPresetApp(context: AppContext, preset: PresetService, parts: PresetParts): Hono<Access> {
  const { name, metrics, health } = preset;
  const { hasOpenHealth, refused } = PRESET_HTTP[name];
  // A path of its metrics may be one of its routes as well.
  const routes =
    name === 'voice-skill'
      ? [...voiceSkillRoutes, voiceSkillBridgeHealth, voiceSkillRoot].filter(({ path }) => !metrics.includes(path))
      : [];
  const isHidden = preset.disabledStatus === 404;
  const shown = isHidden ? [] : metrics;
  const offered: readonly Offered[] = [
    ...[...shown, ...health.map(({ path }) => path)].map((path) => ({ method: 'get' as const, path })),
    ...routes,
  ];
  const app = createFrame(context);
  const addHealth = (isOpen: boolean): void => {
    if (isOpen !== hasOpenHealth) return;
    for (const { path, document } of health)
      app.get(path, async (request) => {
        const { status, body } = await parts.documents.answer(name, document, context.isStatusOnly());
        return request.json(body, status);
      });
  };
  if (refused !== undefined) app.use(refuseAs(refused));
  addHealth(true);
  app.use(refuseOtherPaths(offered));
  app.use(authenticate(context));
  addHealth(false);
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseLarge }));
  for (const path of shown)
    app.get(path, requireRole('metrics'), async (request) => {
      if (preset.disabledStatus !== undefined)
        throw new TeleError('METRICS_DISABLED', `The settings of ${name} say that its metrics are disabled.`);
      return webResponse(await parts.answerScrape(request.req.header()));
    });
  mount(app, routes, { ...context, ...parts });
  refuseOtherMethods(app, offered);
  return app;
}

/** Tells an address that may not ask what the system does. */
function refuseAs(body: Readonly<Record<string, unknown>>) {
  return createMiddleware<Access>(async (request, next) => {
    await next();
    if (request.error instanceof TeleError && request.error.code === 'ADDRESS_REFUSED') request.res = request.json(body, 403);
  });
}
