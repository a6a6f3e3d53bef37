import { createRegistry, type SharedRegistry } from '../metrics/index.ts';

/** The number is raised when a registry of one version cannot stand in for one of another. */
const KEY = Symbol.for('ringscope.metrics.registry.1');

/**
 * The registry that all code of this thread can share without handing it on. It is made at the first call and is the same for every copy of this package that a bundler may
 * have put into the program. Nothing of ringscope itself uses it; a registry that is handed on is easier to test.
 */
export function sharedRegistry(): SharedRegistry {
  // Only this function sets the property.
  const known = Reflect.get(globalThis, KEY) as SharedRegistry | undefined;
  if (known !== undefined) return known;
  const registry = createRegistry();
  Reflect.defineProperty(globalThis, KEY, { value: registry, configurable: true });
  return registry;
}
