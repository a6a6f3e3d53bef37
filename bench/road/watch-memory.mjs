import { residentBytes } from '../probes/server-state.mjs';

const EVERY_MS = 250;
const MB = 1024 * 1024;

/** Looks at the resident memory of a process until it is stopped: a list of `{ seconds, mb }`. */
export function watchMemory(pid) {
  const samples = [];
  const beganAt = performance.now();
  const look = () => samples.push({ seconds: (performance.now() - beganAt) / 1000, mb: residentBytes(pid) / MB });
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return samples;
    },
  };
}

/** The mean and the most of samples. */
export function memoryOf(samples) {
  const values = samples.map(({ mb }) => mb);
  return { averageMb: values.reduce((sum, mb) => sum + mb, 0) / values.length, mostMb: Math.max(...values) };
}
