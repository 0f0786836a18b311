import { mkdirSync, writeFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { FOLDER, LIMIT_BYTES, PICTURES, type PictureName } from './pictures.ts'

// The first is lossless; what has too many colours for that is written a little less sharply.
const QUALITIES = [1, 0.9, 0.8, 0.7, 0.6]

/** Writes what a page shows as a picture of the guides, in the size that is written for it. */
export async function takePicture(page: Page, name: PictureName): Promise<void> {
  await page.setViewportSize(PICTURES[name])
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  const browser = page.context().browser()
  if (browser === null) throw new Error('a browser that can open another page is needed')
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(new URL(`${name}.webp`, FOLDER), await toWebp(browser, shot, name))
}

/** The same picture as WebP, a third of the size; the browser can write it, so nothing else is needed. */
async function toWebp(browser: Browser, shot: Buffer, name: string): Promise<Buffer> {
  const page = await browser.newPage()
  try {
    for (const quality of QUALITIES) {
      const text = await page.evaluate(encode, { shot: shot.toString('base64'), quality })
      const bytes = Buffer.from(text, 'base64')
      if (bytes.length <= LIMIT_BYTES) return bytes
    }
    throw new Error(`${name} stays above ${LIMIT_BYTES} bytes: take less of the page`)
  } finally {
    await page.close()
  }
}

/** Runs in the page. */
async function encode({ shot, quality }: { shot: string; quality: number }): Promise<string> {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob())
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
