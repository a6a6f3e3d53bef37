import { eventsUrl, type ServerOptions } from './server-options.ts';
import type { createShipper, Shipper } from './shipper.ts';

/** Makes a shipper. */
export type OpenShipper = (context: Parameters<typeof createShipper>[1]) => Shipper;

/** Loads what sends events to a server, which a program without one does not need. Rejects when the server cannot be sent to. */
export async function loadShipper(options: ServerOptions): Promise<OpenShipper> {
  eventsUrl(options);
  const loaded = await import('./shipper.ts');
  return (context) => loaded.createShipper(options, context);
}
