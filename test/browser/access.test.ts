import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { AuditPage, InviteMade, TokenList } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { CLIENT, startIssuer } from '../access/issuer.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { seriousFaults } from './axe.ts'
import { openPage } from './doors.ts'
import { createEnding, openRoom, type Room } from './room.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** A plugin whose page tries to be whoever is signed in. */
const THIEF = {
  manifest: { overlays: [{ page: 'thief', title: 'Thief', width: 100, height: 100 }] },
  files: {
    'plugin.ts': 'export default {}',
    'overlay/thief.html':
      '<!doctype html><html lang="en"><title>Thief</title><body><script type="module" src="thief.js"></script></body></html>',
    'overlay/thief.js': `
      const tried = (work) => Promise.resolve().then(work).then((got) => got ?? 'refused', () => 'refused')
      const status = (path, init) => () => fetch(path, init).then((answer) => answer.status)
      const opens = (path) => () => new Promise((resolve) => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + path, ['showrunner'])
        socket.onopen = () => resolve('open')
        socket.onerror = () => resolve('refused')
      })
      const write = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"stolen","role":"admin"}' }
      const framed = () => new Promise((resolve) => {
        const frame = document.createElement('iframe')
        frame.onload = () => resolve(tried(() => frame.contentWindow.fetch('/api/me').then((answer) => answer.status)))
        frame.src = '/'
        document.body.append(frame)
      })
      const done = {
        own: await tried(status('/overlay/thief/thief.js')),
        api: await tried(status('/api/me')),
        write: await tried(status('/api/tokens', write)),
        socket: await tried(opens('/ws')),
        pageSocket: await tried(opens('/ws/page')),
        window: await tried(() => (window.open('/') ? 'open' : 'refused')),
        frame: await tried(framed),
        json: await tried(() => import('/api/me', { with: { type: 'json' } }).then(() => 'read')),
      }
      navigator.sendBeacon('/api/tokens', new Blob([write.body], { type: 'application/json' }))
      document.body.dataset.done = JSON.stringify(done)
    `,
  },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending, { thief: THIEF })
})
after(async () => {
  await browser.close()
  await ending.end()
})

const openAt = (t: TestContext, options: object = {}) => openPage(t, { browser, origin: room.url, locale: 'en-GB', ...options })

/** The dashboard is there, whichever of its pages. */
const isIn = (page: Page) => page.locator('main#content').waitFor()

/** A page of the dashboard, signed in by a link that is used once. */
async function openSignedIn(t: TestContext, place: string, options: object = {}) {
  const { page, faults } = await openAt(t, options)
  await page.goto(await room.loginLink())
  await isIn(page)
  await page.goto(`${room.url}/#/${place}`)
  return { page, faults }
}

async function assertSound(page: Page, faults: readonly string[]) {
  assert.deepEqual([await seriousFaults(page), faults], [[], []])
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  assert.equal(isWide, false, 'the page is wider than the screen')
}

test('a link opens the dashboard once; for the browser that used it again, and for no other', async (t) => {
  const link = await room.loginLink()
  const { page, faults } = await openAt(t)
  await page.goto(link)
  await isIn(page)
  assert.doesNotMatch(page.url(), /code/)
  const [cookie] = await page.context().cookies()
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, await page.evaluate('document.cookie')], [true, 'Strict', ''])
  await page.goto('about:blank')
  await page.goto(link)
  await isIn(page)
  assert.deepEqual(faults, [])

  const other = await openAt(t)
  // Into a page that is open already.
  await other.page.goto(room.url)
  await other.page.getByLabel('Key or link').waitFor()
  await other.page.goto(link)
  await other.page.getByText('The link was used already').waitFor()
  await assertSound(other.page, other.faults)
  await other.page.getByLabel('Key or link').fill(await room.loginLink())
  await other.page.getByRole('button', { name: 'Sign in' }).click()
  await isIn(other.page)
})

test('a token is made, its key is shown once, and it is made anew and revoked', async (t) => {
  const { page, faults } = await openSignedIn(t, 'tokens')
  const form = page.getByRole('region', { name: 'New token' })
  await form.getByLabel('Name').fill('My <b>game</b>')
  await form.getByRole('button', { name: 'Make it' }).click()
  const shown = page.getByRole('dialog').locator('code')
  const key = await shown.innerText()
  const me = (bearer: string) => fetch(`${room.url}/api/me`, { headers: { authorization: `Bearer ${bearer}` } })
  assert.deepEqual([(await me(key)).status, Object(await (await me(key)).json()).role], [200, 'game'])
  await assertSound(page, faults)
  await page.keyboard.press('Escape')
  await shown.waitFor({ state: 'detached' })
  const row = page.getByRole('row', { name: 'My <b>game</b>' })
  await row.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click()
  const renewed = page.getByRole('dialog').locator('code')
  const fresh = await renewed.innerText()
  assert.deepEqual([(await me(key)).status, (await me(fresh)).status], [401, 200])
  await page.keyboard.press('Escape')
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await row.waitFor({ state: 'detached' })
  assert.equal((await me(fresh)).status, 401)
  await assertSound(page, faults)
})

test('a moderator is invited by a QR code and comes in on a phone; the operator sends them away', async (t) => {
  const { page, faults } = await openSignedIn(t, 'tokens')
  const form = page.getByRole('region', { name: 'Invite a moderator' })
  await form.getByLabel('Whom').fill('Ana')
  await form.getByRole('button', { name: 'Invite a moderator' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('img', { name: 'QR code of the link' }).waitFor()
  await dialog.getByText('No phone can open this link').waitFor()
  const link = await dialog.locator('code').innerText()
  await assertSound(page, faults)
  await page.keyboard.press('Escape')

  const phone = await openAt(t, PHONE)
  await phone.page.goto(link)
  await phone.page.getByRole('heading', { name: 'You are invited to moderate' }).waitFor()
  await assertSound(phone.page, phone.faults)
  await phone.page.getByRole('button', { name: 'Come in' }).click()
  await isIn(phone.page)
  const { tokens } = await room.ask<TokenList>('GET', '/api/tokens')
  const ana = tokens.find(({ name }) => name === 'Ana')
  assert.deepEqual([ana?.role, ana?.kind], ['moderator', 'session'])

  await room.ask('DELETE', `/api/tokens/${ana?.id}`, {})
  await phone.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.deepEqual(phone.faults, [])
})

test('the pages for tokens and the audit are sound on a phone, and the audit says what was done', async (t) => {
  await room.ask<InviteMade>('POST', '/api/invites', { name: 'A rather long name of somebody who helps' })
  const { page, faults } = await openSignedIn(t, 'tokens', PHONE)
  await page.getByText('A rather long name of somebody who helps').first().waitFor()
  await assertSound(page, faults)
  await page.goto(`${room.url}/#/audit`)
  await page.getByText('The list is as it was written').waitFor()
  await page.getByLabel('What happened').fill('invite')
  await page.getByText('login.done').first().waitFor({ state: 'detached' })
  await page.getByText('invite.created').first().waitFor()
  await assertSound(page, faults)
  const { intact } = await room.ask<AuditPage>('GET', '/api/audit')
  assert.equal(intact, true)
})

test('T83: a browser is sent to the organisation’s sign-in and comes back signed in', async (t) => {
  let redirect = ''
  const issuer = await startIssuer(t, () => redirect)
  const dataDir = createFolder()
  const sso = { issuer: issuer.issuer, clientId: CLIENT.id, roles: [{ claim: 'email', value: 'ana@example.com', role: 'admin' }] }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ schemaVersion: '1', sso }))
  const host = await startHost(t, { dataDir, pluginRoots: [], variables: { SSO_CLIENT_SECRET: CLIENT.secret } })
  redirect = `${host.url}/login/sso/callback`
  await issuer.open()
  const { page } = await openPage(t, { browser, origin: host.url, locale: 'en-GB' })
  await page.goto(host.url)
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click()
  await page.locator('[name=login]').fill('ana')
  await page.locator('[name=password]').fill('any')
  await page.locator('[type=submit]').click()
  await page.locator('[type=submit]').click()
  await isIn(page)
  assert.equal(await page.evaluate("fetch('/api/me').then((answer) => answer.json()).then(({ kind }) => kind)"), 'sso')
})

test('T49: a page of a plugin that is opened by a browser which is signed in reaches neither the API nor the sockets by its cookie', async (t) => {
  const { page } = await openSignedIn(t, 'live')
  await page.goto(`${room.url}/overlay/thief/thief`)
  await page.locator('[data-done]').waitFor()
  const found: unknown = JSON.parse((await page.locator('body').getAttribute('data-done')) ?? '')
  assert.deepEqual(found, {
    own: 200,
    api: 'refused',
    write: 'refused',
    socket: 'refused',
    pageSocket: 'refused',
    window: 'refused',
    frame: 'refused',
    json: 'refused',
  })
  const { tokens } = await room.ask<TokenList>('GET', '/api/tokens')
  assert.deepEqual(
    tokens.filter(({ name }) => name === 'stolen'),
    [],
  )
})
