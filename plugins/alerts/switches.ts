/** Whether gifts are shown as long as the settings do not say: FEATURE_GIFT_NOTIFICATIONS, on unless it says no. */
export function giftsOtherwise(variable: string | undefined): boolean {
  return !/^(0|false|no|off)$/i.test(variable?.trim() ?? '')
}
