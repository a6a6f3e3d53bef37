import { TeleError } from '../core/index.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A moment as the user wrote it, in Unix seconds: how long ago (`15m`, `24h`, `7d`), Unix seconds or ISO 8601. */
export function parseTime(text: string, now: number): number {
  const ago = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  const at = ago !== null ? now - Number(ago[1]) * (UNIT_SECONDS[ago[2] ?? ''] ?? Number.NaN) : absolute(text);
  if (!Number.isFinite(at)) throw new TeleError('BAD_REQUEST', `"${text}" is no time: write 15m, 24h, 7d, Unix seconds or ISO 8601.`);
  return at;
}

function absolute(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
}
