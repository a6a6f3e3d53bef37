import { timed, type SubjectContext } from './subject.ts';

/** Devices of a rig: phones, modems and readers. */
export type Device = ReturnType<typeof createDevice>;

/** Makes the subject. */
export function createDevice(context: SubjectContext) {
  const { tell } = context;
  return {
    connected: tell('device.connected'),
    disconnected: tell('device.disconnected'),
    active: tell('device.active'),
    operation: timed(context, 'device.operation'),
    error: tell('device.error'),
    at: timed(context, 'device.at'),
    adb: timed(context, 'device.adb'),
    cellChanged: tell('cell.changed'),
  };
}
