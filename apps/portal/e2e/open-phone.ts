import { readFileSync } from 'node:fs'
import { chromium, test, type BrowserContext, type Page } from '@playwright/test'
import { loggedIn } from './sign-in.ts'

export interface Phone {
  readonly context: BrowserContext
  readonly page: Page
  /** The battery is empty, in the middle of whatever it does. */
  readonly die: () => Promise<void>
}

/** A phone whose browser keeps what it keeps when it is closed, in a folder; the administrator is logged in. */
export async function openPhone(folder: string, baseURL: string | undefined): Promise<Phone> {
  const { executablePath, args } = test.info().project.use.launchOptions ?? {}
  const context = await chromium.launchPersistentContext(folder, {
    ...(executablePath === undefined ? {} : { executablePath }),
    ...(args === undefined ? {} : { args }),
    ...(baseURL === undefined ? {} : { baseURL }),
    locale: 'vi-VN',
    viewport: { width: 360, height: 740 },
  })
  const { cookies } = JSON.parse(readFileSync(loggedIn(), 'utf8')) as {
    cookies: Parameters<typeof context.addCookies>[0]
  }
  await context.addCookies(cookies)
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    context,
    page,
    die: async () => {
      const died = context.waitForEvent('close')
      const session = await context.newCDPSession(page)
      await session.send('Browser.crash').catch(() => undefined)
      await died
    },
  }
}
