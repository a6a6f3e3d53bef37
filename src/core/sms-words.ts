/** What became of a short message, by the classes of TP-Status (3GPP TS 23.040 9.2.3.15). `failed`: nobody told whether for good. `unknown`: a reserved value, or none was told. */
export const DELIVERY_STATUS = ['delivered', 'pending', 'failed_permanent', 'failed_temporary', 'failed', 'unknown'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUS)[number];

/**
 * The class of a TP-Status: 0x00 to 0x1F completed, to 0x3F the service centre still tries, to 0x5F a permanent error,
 * to 0x7F a temporary error after which it no longer tries. Values from 0x80 on are reserved.
 */
export function deliveryStatus(tpStatus: number | undefined): DeliveryStatus {
  if (tpStatus === undefined || !Number.isInteger(tpStatus) || tpStatus < 0 || tpStatus > 0x7f) return 'unknown';
  if (tpStatus < 0x20) return 'delivered';
  if (tpStatus < 0x40) return 'pending';
  return tpStatus < 0x60 ? 'failed_permanent' : 'failed_temporary';
}

/** The status that a program told in its own spelling. */
export function foldDeliveryStatus(text: string): DeliveryStatus {
  const word = text.trim().toLowerCase();
  return DELIVERY_STATUS.find((one) => one === word) ?? 'unknown';
}

/** Why a short message was not accepted. `network`, `storage`, `sim`: by its CMS error (3GPP TS 27.005 3.2.5). */
export const SMS_FAILURE = [
  'timeout',
  'no_modem',
  'no_network',
  'no_credit',
  'sim',
  'storage',
  'invalid_number',
  'encoding',
  'barred',
  'network',
  'other',
] as const;
export type SmsFailure = (typeof SMS_FAILURE)[number];
