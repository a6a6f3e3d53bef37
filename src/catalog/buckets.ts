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
/** Upper bounds for requests to a service on the same or a near host, seconds. */
export const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
/** Upper bounds for jobs that take as long as what they work on, seconds: transcripts, tests, sessions, up to two hours. */
export const JOB_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200] as const;
/** Upper bounds for interarrival jitter, seconds: a jitter buffer holds 20 to 200 ms. */
export const JITTER_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5] as const;
/** Upper bounds for the share of packets lost: 1 % is heard, from 5 % on speech suffers. */
export const LOSS_RATIOS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5] as const;
/** Upper bounds for mean opinion scores: below 3.6 many are dissatisfied (ITU-T G.107 annex B). */
export const MOS_SCORES = [1.5, 2, 2.5, 2.6, 3, 3.1, 3.6, 3.8, 4, 4.2, 4.3, 4.4, 4.5] as const;
/** Upper bounds for the data of a command to a card, bytes: short APDUs end at 255 and 256. */
export const APDU_BYTES = [0, 16, 32, 64, 128, 255, 256, 512, 1024, 2048, 4096, 65_536] as const;
/** Native buckets beside the classic ones, each at most a tenth wider than its beginning. */
export const NATIVE = { factor: 1.1 } as const;
