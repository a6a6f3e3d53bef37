/** Where it is noon, so that the office of a demo is busy whenever a test runs. A zone that is ahead of UTC has a minus in its name. */
export function zoneOfNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
