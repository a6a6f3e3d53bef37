import { catalog, DIRECTION, moves, TOLD } from '../core/index.ts';
import { counter, histogram, open } from '../metrics/index.ts';
import { NATIVE, REQUEST_SECONDS } from './buckets.ts';

export const routeEvaluations = counter('telephony_route_evaluations_total', {
  help: 'Looks for the route of a call, by whether a rule fit.',
  labels: { direction: DIRECTION, matched: ['yes', 'no'] },
});

export const routeDefaults = counter('telephony_route_defaults_total', {
  help: 'Calls that took the default route.',
  labels: { direction: DIRECTION },
});

export const routesTaken = counter('telephony_route_taken_total', {
  help: 'Calls by the rule that fit, where it was told.',
  labels: { route: open(128) },
});

export const routeSeconds = histogram('telephony_route_evaluation_seconds', {
  help: 'What looking for a route took, in seconds. Absent where nobody told.',
  buckets: REQUEST_SECONDS,
  native: NATIVE,
});

/** Routing. */
export const routingCatalog = catalog(
  'routing',
  [
    moves(routeEvaluations, {
      'route.evaluated': ({ direction, isMatched }, metric) => metric.inc({ direction, matched: isMatched ? 'yes' : 'no' }),
    }),
    moves(routeDefaults, {
      'route.evaluated': ({ direction, isDefault }, metric) => {
        if (isDefault) metric.inc({ direction });
      },
    }),
    moves(routesTaken, {
      'route.evaluated': ({ isMatched, route }, metric) => {
        if (isMatched && route !== undefined) metric.inc({ route });
      },
    }),
    moves(routeSeconds, {
      'route.evaluated': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
  ],
  TOLD,
);
