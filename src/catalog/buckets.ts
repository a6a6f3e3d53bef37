/** Upper bounds for delays of signalling, seconds: from a few milliseconds to the SIP timers. */
export const SIGNALLING_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 4, 8, 16, 32] as const;
/** Upper bounds for the stages of a voice agent, seconds: fine where an answer feels slow, and up to the length of its session. */
export const ANSWER_SECONDS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 30, 60, 300, 1800, 7200] as const;
/** Upper bounds for what a caller waits for, seconds. */
export const WAITING_SECONDS = [0.1, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180] as const;
/** Upper bounds for the length of calls, seconds, up to two hours. */
export const TALK_SECONDS = [1, 3, 6, 10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200] as const;
/** Upper bounds for a sync of the disk, seconds: from a good SSD to a disk in trouble. */
export const SYNC_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
