/** The text of a sample value: `String(value)`, but `+Inf` and `-Inf` for the infinities. */
export function valueText(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

/**
 * The canonical text of a bucket bound in OpenMetrics: a whole number keeps `.0`, exponents below -4 and from 6 on are written as `1e+06`.
 * Text 0.0.4 uses `valueText` instead, as every client does.
 */
export function canonicalText(value: number): string {
  if (!Number.isFinite(value)) return valueText(value);
  if (value === 0) return '0.0';
  const [digits = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
