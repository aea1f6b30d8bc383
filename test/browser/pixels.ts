import type { Page } from 'playwright-core'

/** The most opaque point of the page, 0 to 255: 0 when nothing is drawn at all. */
export async function mostOpaque(page: Page): Promise<number> {
  const picture = (await page.screenshot({ omitBackground: true })).toString('base64')
  return page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(picture)}), (letter) => letter.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const paint = new OffscreenCanvas(image.width, image.height).getContext('2d')
    paint.drawImage(image, 0, 0)
    const { data } = paint.getImageData(0, 0, image.width, image.height)
    let most = 0
    for (let at = 3; at < data.length; at += 4) most = Math.max(most, data[at])
    return most
  })()`)
}
