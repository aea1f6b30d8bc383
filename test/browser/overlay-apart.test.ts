import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Frame, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { askedUntil } from '../support/asked.ts'
import { listening } from './doors.ts'
import { openDashboard, openRoom } from './room.ts'

/** A page that tries to reach whatever is not its own, and writes down what came of each. */
const PAGE = `
const outcome = (work) => Promise.resolve().then(work).catch((error) => error.name)
const opens = (path, protocols) => new Promise((resolve) => {
  const socket = new WebSocket('ws://' + new URL(location.href).host + path, protocols)
  socket.onopen = () => resolve('opened')
  socket.onerror = () => resolve('refused')
})
const key = new URLSearchParams(location.hash.slice(1)).get('key')
const tried = {
  parent: outcome(() => { void parent.document; return parent === self ? 'none' : 'reached' }),
  sibling: outcome(() => { void parent.frames[0]?.document; return parent.frames[0] ? 'reached' : 'none' }),
  cookie: outcome(() => { document.cookie = 'showrunner=stolen; path=/api'; return 'set' }),
  storage: outcome(() => { localStorage.setItem('left', 'behind'); return 'kept' }),
  worker: outcome(() => navigator.serviceWorker.register('worker.js').then(() => 'registered')),
  api: outcome(() => fetch('/api/me').then(({ status }) => status)),
  dashboardSocket: opens('/ws/page'),
  socketWithoutKey: opens('/ws', ['showrunner']),
  ...(key && { socketWithKey: opens('/ws', ['showrunner', 'key.' + key]) }),
  ownFile: outcome(() => fetch('own.json').then((response) => response.json())),
}
Promise.all(Object.entries(tried).map(async ([name, come]) => [name, await come])).then((all) => {
  document.body.textContent = JSON.stringify(Object.fromEntries(all))
})
`

const NOTHING_REACHED = {
  cookie: 'SecurityError',
  storage: 'SecurityError',
  worker: 'SecurityError',
  api: 'TypeError',
  dashboardSocket: 'refused',
  socketWithoutKey: 'refused',
  ownFile: { mine: true },
}

async function openHostile(t: TestContext) {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const room = await openRoom(t, {
    evil: {
      manifest: { overlays: [{ page: 'page', title: 'Evil', stage: 'front' }] },
      files: {
        'overlay/page.html': '<!doctype html><title>Evil</title><script type="module" src="./page.js"></script><body></body>',
        'overlay/page.js': PAGE,
        'overlay/worker.js': '',
        'overlay/own.json': '{"mine":true}',
      },
    },
  })
  const { page: dashboard } = await openDashboard(t, room, { browser })
  // Signed in with a cookie, as who opens the link of the start is.
  const { url } = await room.ask<{ url: string }>('POST', '/api/login/links', {})
  await dashboard.goto('about:blank')
  const ready = listening(dashboard)
  await dashboard.goto(url)
  await ready
  return { room, dashboard }
}

const triedBy = async (where: Page | Frame) => JSON.parse(await where.locator('body:has-text("{")').innerText()) as Record<string, unknown>

test('T49: the page of a plugin reaches neither the dashboard that previews it, nor the API as who is signed in, nor what would outlive it', async (t) => {
  const { room, dashboard } = await openHostile(t)
  await dashboard.goto(`${room.url}/#/overlays`)
  const frame = await askedUntil(
    async () => dashboard.frames().find((each) => each.url().includes('/overlay/evil/page')),
    (found) => found !== undefined,
  )
  assert.deepEqual(await triedBy(frame as Frame), { ...NOTHING_REACHED, parent: 'SecurityError', sibling: 'SecurityError' })

  const alone = await dashboard.context().newPage()
  await alone.goto(`${room.url}/overlay/evil/page#key=${room.keys.overlay}`)
  assert.deepEqual(await triedBy(alone), { ...NOTHING_REACHED, parent: 'none', sibling: 'none', socketWithKey: 'opened' })
  // Loaded again, as pages are when their files change.
  await alone.evaluate('location.reload()')
  await alone.waitForLoadState()
  assert.deepEqual((await triedBy(alone)).ownFile, { mine: true })
  assert.equal(await dashboard.evaluate(`fetch('/api/me').then(({ status }) => status)`), 200)
})

test('on the stage, the page of one plugin reaches neither that of another nor the stage', async (t) => {
  const { room, dashboard } = await openHostile(t)
  await dashboard.goto(`${room.url}/overlay/stage/all?pages=alerts/alerts,evil/page#key=${room.keys.overlay}`)
  const frame = await askedUntil(
    async () => dashboard.frames().find((each) => each.url().includes('/overlay/evil/page')),
    (found) => found !== undefined,
  )
  assert.deepEqual(await triedBy(frame as Frame), {
    ...NOTHING_REACHED,
    parent: 'SecurityError',
    sibling: 'SecurityError',
    socketWithKey: 'opened',
  })
})
