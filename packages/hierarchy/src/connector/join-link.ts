/** Where links of Zalo groups lead (`https://zalo.me/g/…`). Those of examples lead nowhere: `.example` is reserved for that (RFC 2606). */
export const JOIN_LINK_HOSTS: readonly string[] = ['zalo.me', 'zalo.example']

/** Host, path, and what may follow it; no user, no port, nothing that a page would have to escape. */
const LINK = /^(?:https:\/\/)?([a-z\d-]+(?:\.[a-z\d-]+)+)(\/[^\s?#"<>\\]*)([?#][^\s"<>\\]*)?$/iu
/** `zalo.me/` and a number opens a talk with somebody. */
const OF_A_PERSON = /^\/\+?\d*\/?$/u

/**
 * The link by which people join a group, as somebody typed or pasted it: with or without `https://`. `null` where it leads elsewhere than
 * to these hosts or what lies below them, or is that of a person: whoever scans its code must end up in a group and nowhere else.
 *
 * @example
 * parseJoinLink('zalo.me/g/abcd1234') // 'https://zalo.me/g/abcd1234'
 */
export function parseJoinLink(text: string, hosts: readonly string[] = JOIN_LINK_HOSTS): string | null {
  const [, typed = '', path = '', rest = ''] = LINK.exec(text.trim()) ?? []
  const host = typed.toLowerCase()
  const leadsThere = hosts.some((one) => host === one || host.endsWith(`.${one}`))
  return leadsThere && !OF_A_PERSON.test(path) ? `https://${host}${path}${rest}` : null
}
