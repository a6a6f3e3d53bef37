import { timed, type SubjectContext } from './subject.ts';

/** Modems: connection, signal, registration and SIM. */
export type Modem = ReturnType<typeof createModem>;

/** Makes the subject. */
export function createModem(context: SubjectContext) {
  const { tell } = context;
  return {
    connected: timed(context, 'modem.connected'),
    disconnected: tell('modem.disconnected'),
    reconnecting: tell('modem.reconnecting'),
    signal: tell('modem.signal'),
    registration: tell('modem.registration'),
    sim: tell('modem.sim'),
  };
}
