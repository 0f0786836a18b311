/** Where the tabs of a device, and the worker of its page, hear of each other. */
export const DEVICE_TABS = 'ketnoi-field'

export type TabMessage =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wiped' }
  | { readonly kind: 'lock' }
  | { readonly kind: 'key-wanted' }
  | { readonly kind: 'key'; readonly deviceId: string; readonly key: CryptoKey }

/** Locks the device wherever it is open: whoever logs out, or locks the screen, leaves nothing open behind them. */
export function lockDevice(): void {
  const tabs = new BroadcastChannel(DEVICE_TABS)
  tabs.postMessage({ kind: 'lock' } satisfies TabMessage)
  tabs.close()
}
