import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { chromium } from 'playwright'
import { CHROMIUM_ARGS, findChromium } from '../find-chromium.ts'

const PAGE = `<!doctype html>
<script type="importmap">
  { "imports": {
    "@ketnoi/hierarchy": "/node_modules/@ketnoi/hierarchy/dist/index.js",
    "@ketnoi/hierarchy/testing": "/node_modules/@ketnoi/hierarchy/dist/testing/index.js" } }
</script>
<script type="module">
  import { prove } from '/consumer.js'
  globalThis.proof = JSON.stringify(prove())
</script>`

/** Runs the consumer of the project folder in Chromium, without any bundler, and returns what it prints elsewhere. */
export async function runInChromium(project: string): Promise<string> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (path === '/') return response.setHeader('content-type', 'text/html').end(PAGE)
    response.setHeader('content-type', 'text/javascript')
    readFile(join(project, path)).then(
      (file) => response.end(file),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_ARGS] })
  try {
    const page = await browser.newPage()
    const failures: string[] = []
    page.on('pageerror', (error) => failures.push(error.message))
    if (typeof address !== 'object' || address === null) throw new Error('The page is not served')
    await page.goto(`http://127.0.0.1:${address.port}/`)
    const proof = await page.waitForFunction('globalThis.proof', undefined, { timeout: 15_000 }).catch(() => null)
    if (!proof) throw new Error(failures.join('\n') || 'The page gave no answer')
    return String(await proof.jsonValue())
  } finally {
    await browser.close()
    server.close()
  }
}
