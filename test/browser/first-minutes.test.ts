import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SettingsAnswer } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { startHost } from '../support/host.ts'
import { listening, openPage } from './doors.ts'

test('S0-101: from the first link to a card on stream in one field and at most six clicks', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { url, keys } = await startHost(t)
  const permissions = ['clipboard-read', 'clipboard-write']
  const { page, faults } = await openPage(t, { browser, origin: url, permissions, locale: 'en-GB' })
  let clicks = 0
  const press = async (name: string) => {
    clicks++
    await page.getByRole('button', { name, exact: true }).click()
  }

  // What is played is put together there; who listens to it is not in a test.
  await page.addInitScript(
    'window.tones = []; const start = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (at) { tones.push(this.frequency.value); return start.call(this, at) }',
  )
  await page.goto(`${url}/#key=${keys.admin}`)
  await page.getByLabel('TikTok user').fill('@luna')
  await press('Next')
  await press('Send a gift')
  await page.locator('.wizard .event').getByText('Rose ×5').waitFor()
  assert.deepEqual(await page.evaluate('tones'), [660, 990])
  await press('Next')
  await press('Copy link')
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const link = String(await page.evaluate('navigator.clipboard.readText()'))
  await page.getByText('Waiting for OBS').waitFor()

  const { page: overlay, faults: overlayFaults } = await openPage(t, { browser, origin: url })
  const ready = listening(overlay)
  await overlay.goto(link)
  await ready
  await page.getByText('OBS shows the overlay').waitFor()
  await press('Done')
  await press('Gift')
  const alerts = overlay.frameLocator('iframe[title="alerts/alerts"]')
  await alerts.getByText('×5', { exact: true }).waitFor()
  assert.equal(await alerts.locator('.line').textContent(), 'sent Rose')
  assert.ok(clicks <= 6, `${clicks} clicks`)

  const answer = await fetch(`${url}/api/settings`, { headers: { authorization: `Bearer ${keys.admin}` } })
  const { settings } = (await answer.json()) as SettingsAnswer
  assert.equal(settings.tiktok?.username, '@luna')
  assert.deepEqual([faults, overlayFaults], [[], []])
})

test('the language of all that viewers read and hear is chosen in the first steps, and the preview speaks it', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { url, keys } = await startHost(t)
  const { page, faults } = await openPage(t, { browser, origin: url, locale: 'es-ES' })
  await page.goto(`${url}/#key=${keys.admin}`)
  await page.getByRole('button', { name: 'Saltar', exact: true }).click()
  const preview = page.frameLocator('.wizard-preview').locator('.line')
  await preview.getByText('sent Rose').waitFor()
  await page.getByLabel('Idioma de lo que lee y oye tu público').selectOption('es')
  await preview.getByText('envió Rosa').waitFor()
  const languageOf = async (plugin: string) => {
    const answer = await fetch(`${url}/api/plugins/${plugin}/settings`, { headers: { authorization: `Bearer ${keys.admin}` } })
    return Object(await answer.json()).values.language
  }
  assert.deepEqual(await Promise.all(['alerts', 'goals', 'overlays', 'tip-menu', 'tts'].map(languageOf)), ['es', 'es', 'es', 'es', 'es'])
  await page.getByRole('button', { name: 'Siguiente' }).click()
  await page.getByText('Ancho 1920, alto 1080; en vertical, 1080 × 1920').waitFor()
  assert.deepEqual(faults, [])
})

test('who skips the first steps is not asked again, and finds the links on the live page', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { url, keys } = await startHost(t)
  const permissions = ['clipboard-read', 'clipboard-write']
  const { page } = await openPage(t, { browser, origin: url, permissions, locale: 'en-GB' })
  await page.goto(`${url}/#key=${keys.admin}`)
  await page.getByRole('button', { name: 'Skip all' }).click()
  await page.getByRole('heading', { name: 'Live' }).waitFor()
  await page.goto(`${url}/`)
  await page.locator('.overlay-row').filter({ hasText: 'Alerts' }).getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  assert.match(String(await page.evaluate('navigator.clipboard.readText()')), /\/overlay\/alerts\/alerts#key=[\w-]{20,}$/)
  assert.equal(await page.getByRole('heading', { name: 'First steps' }).count(), 0)
})
