/** Where links of Zalo groups lead (`https://zalo.me/g/…`). Those of examples lead nowhere: `.example` is reserved for that (RFC 2606). */
export const JOIN_LINK_HOSTS: readonly string[] = ['zalo.me', 'zalo.example']

/**
 * The link by which people join a group, as somebody typed or pasted it: with or without `https://`. `null` where it leads elsewhere than
 * to these hosts or what lies below them, or is that of a person (`zalo.me/` and a phone number): whoever scans its code must end up in a
 * group and nowhere else.
 */
export function parseJoinLink(text: string, hosts: readonly string[] = JOIN_LINK_HOSTS): string | null {
  const typed = text.trim()
  const url = URL.parse(/^[a-z][a-z\d+.-]*:/iu.test(typed) ? typed : `https://${typed}`)
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '') return null
  const leadsThere = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
  const isPerson = /^\/\+?\d*\/?$/u.test(url.pathname)
  return leadsThere && !isPerson ? url.href : null
}
