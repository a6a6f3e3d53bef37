/** Calls as they happen. */
export const LIVE_WORDS = {
  pause: 'Pause',
  goOn: 'Go on',
  connected: 'Connected.',
  connecting: 'The server does not answer yet. Connecting…',
  paused: 'Paused: calls go on, and are shown when you go on.',
  missed: (count: number) => (count === 1 ? 'One change was missed.' : `${count} changes were missed.`),
  mayMiss: 'Some changes may be missing.',
  states: { setup: 'Setting up', ringing: 'Ringing', answered: 'Talking' },
  nothingYet: 'No call is in progress.',
  longCalls: (count: number) =>
    count === 1 ? 'One call has been in progress for more than an hour' : `${count} calls have been in progress for more than an hour`,
  liveNext: 'It fills as calls arrive. `ringscope sources` says whether anything does.',
} as const;
