/**
 * The address that somebody typed for a group, as it can be opened: Zalo shows it without `https://`, and so it is written down. `null`
 * where it is none.
 */
export function groupLinkOf(typed: string): string | null {
  const text = typed.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/iu.test(text) ? text : `https://${text}`)
  return url?.protocol === 'https:' && url.hostname.includes('.') ? url.href : null
}
