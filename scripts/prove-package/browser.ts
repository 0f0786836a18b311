import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { chromium, type Page } from 'playwright'
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
  return await onPage(project, '/', async (page) => {
    const proof = await page.waitForFunction('globalThis.proof', undefined, { timeout: 15_000 })
    return String(await proof.jsonValue())
  })
}

/** Opens the page of the example that lies in the project folder, uses it as somebody would, and returns both its answers. */
export async function useExamplePage(project: string): Promise<{ partial: string; complete: string }> {
  return await onPage(project, '/index.html', async (page) => {
    const answer = async (part: string): Promise<string> => {
      await page.locator('#plan', { hasText: part }).waitFor({ timeout: 15_000 })
      return await page.locator('#plan').innerText()
    }
    const partial = await answer('Held')
    await page.getByLabel('This is the whole list').check()
    return { partial, complete: await answer('Remove') }
  })
}

async function onPage<T>(project: string, path: string, use: (page: Page) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (path === '/') return response.setHeader('content-type', 'text/html').end(PAGE)
    response.setHeader('content-type', path.endsWith('.html') ? 'text/html' : 'text/javascript')
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
    await page.goto(`http://127.0.0.1:${address.port}${path}`)
    return await use(page).catch((error: unknown) => {
      throw failures.length > 0 ? new Error(failures.join('\n')) : error
    })
  } finally {
    await browser.close()
    server.close()
  }
}
