import type { Language } from '#lib/i18n/language.ts'

// One answer, no script, nothing else to load: what a weak line brings in a second.
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A page for everybody as a document of its own, from a component that was rendered on the server. */
export function publicDocument(
  rendered: { readonly head: string; readonly body: string },
  { language, status = 200 }: { readonly language: Language; readonly status?: number },
): Response {
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
${rendered.head}
</head>
<body>${rendered.body}</body>
</html>
`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex, nofollow',
      // The address is a key: no other site gets it. With `no-referrer` a form would lose its origin as well, and be refused.
      'referrer-policy': 'same-origin',
    },
  })
}
