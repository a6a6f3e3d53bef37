import { SERVER_SOURCE, type EventOfType } from '../core/index.ts';

type State = EventOfType<'program.state'>;

/** Tells of a figure of a program what to show; undefined: nothing new. */
export type HostFigure = (state: State) => number | undefined;

/**
 * A figure that a program tells of itself. That of a ringscope server stands in until another program tells it: the program is what the system's metrics are about.
 */
export function hostFigure(read: HostFigure): HostFigure {
  let isTold = false;
  return (state) => {
    const value = read(state);
    if (state.source !== SERVER_SOURCE) isTold ||= value !== undefined;
    return state.source === SERVER_SOURCE && isTold ? undefined : value;
  };
}

/** The same for how long a program has been running: it goes on between what the program tells, and when it tells but once. */
export function hostUptime(): HostFigure {
  let told: { readonly at: number; readonly seconds: number } | undefined;
  return ({ at, source, uptimeSeconds }) => {
    if (source !== SERVER_SOURCE) {
      if (uptimeSeconds !== undefined) told = { at, seconds: uptimeSeconds };
      return uptimeSeconds;
    }
    return told === undefined ? uptimeSeconds : Math.max(told.seconds, told.seconds + at - told.at);
  };
}
