import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { openDashboard } from '../browser/room.ts'
import { askedUntil } from '../support/asked.ts'
import { createEnding, everyPlace, openHostileRoom, visit } from './hostile-room.ts'

const MARK = 'spoof'
const NAMES = [
  `${MARK}\u202Eresu_rotaredom`,
  `\u2067${MARK}\u2066\u202D`,
  `${MARK}\u200B\u200B\u200D\uFEFF`,
  `Showrunn\u0435r ${MARK}`,
  `${MARK}${'\u0301\u0353'.repeat(5000)}`,
  `${MARK}${'Wide '.repeat(2500)}`,
  `${MARK}${'🦄'.repeat(2500)}`,
  `${MARK}\n\n\n\n\n\n\n\n\n\n\nlines`,
] as const

const HIGHEST_PX = 320

let browser: Browser
let room: Awaited<ReturnType<typeof openHostileRoom>>
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openHostileRoom(
    ending,
    NAMES.map((name) => name.slice(0, 1900)),
  )
})
after(async () => {
  await browser.close()
  await ending.end()
})

type Shown = { readonly text: string; readonly isAlone: boolean; readonly height: number; readonly right: number; readonly badges: number }

/** The texts in sight, once two looks one after the other see the same, and none as tall as in a page that is still being laid out. */
async function settledTexts(page: Page): Promise<readonly Shown[]> {
  let before = ''
  return askedUntil(
    () => shownTexts(page),
    (texts) => {
      const now = JSON.stringify(texts)
      const isSame = now === before
      before = now
      return isSame && texts.every(({ height }) => height <= HIGHEST_PX)
    },
  )
}

/** Each text of theirs in sight: whether it stands in a <bdi>, and the box that is left of it when what lies around has cut it. */
function shownTexts(page: Page): Promise<readonly Shown[]> {
  return page.evaluate(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) =>
      node.data.includes(${JSON.stringify(MARK)}) && !node.parentElement.closest('script, option, textarea') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP)
    const found = []
    while (walker.nextNode()) {
      const node = walker.currentNode
      const range = document.createRange()
      range.selectNode(node)
      let { top, bottom, right } = range.getBoundingClientRect()
      for (let box = node.parentElement; box && box !== document.documentElement; box = box.parentElement) {
        if (getComputedStyle(box).overflow === 'visible') continue
        const cut = box.getBoundingClientRect()
        top = Math.max(top, cut.top)
        bottom = Math.min(bottom, cut.bottom)
        right = Math.min(right, cut.right)
      }
      const line = node.parentElement.closest('li, tr, .moderation-line, .event')
      found.push({
        text: node.data.slice(0, 40),
        isAlone: node.parentElement.closest('bdi') !== null,
        height: Math.max(0, bottom - top),
        right,
        badges: line ? [...line.querySelectorAll('.badge')].filter((badge) => /moderator|streamer|host/i.test(badge.textContent)).length : 0,
      })
    }
    return found
  })()`)
}

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`T52: no name turns the line around it, breaks out of its place, or passes for somebody of the house, at ${width}`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, viewport: { width, height } })
    let seen = 0
    for (const place of await everyPlace(page, room)) {
      await visit(page, place)
      for (const { text, isAlone, right, badges } of await settledTexts(page)) {
        seen++
        assert.ok(isAlone, `${place}: ${text} stands without a <bdi>`)
        assert.ok(right <= width + 1, `${place}: ${text} ends at ${right} px`)
        assert.equal(badges, 0, `${place}: ${text} has a badge of the house`)
      }
      assert.deepEqual([place, await page.evaluate('document.documentElement.scrollWidth')], [place, width])
    }
    assert.ok(seen > 50, `only ${seen} were seen`)
    assert.deepEqual(faults, [])
  })
}
