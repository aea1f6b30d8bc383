import type { Page } from 'playwright-core'
import type { DeadLetterList, SessionAnswer, SessionPage } from '../../schemas/types.ts'
import { createEnding, goTo, openRoom } from '../browser/room.ts'

export { createEnding }

/** A plugin that fails with what viewers write, and says it in its log; for every view that tells of it. */
const ECHO = {
  manifest: { name: 'Echo', subscriptions: [{ event: 'chat' }], retry: { attempts: 1, delayMs: 1 } },
  files: {
    'plugin.ts': `export default { on: { chat: (event, host) => { host.log.warn(event.payload.message, { name: event.user.displayName }); throw new Error(event.payload.message) } } }`,
  },
}

/** A host in which somebody with these texts did everything that can be done: wrote, gave, tipped, was noted, and broke a plugin. */
export async function openHostileRoom(
  ending: ReturnType<typeof createEnding>,
  texts: readonly string[],
  plugins: Parameters<typeof openRoom>[1] = {},
) {
  const room = await openRoom(ending, { echo: ECHO, ...plugins })
  // The dashboard shows what is there, also where nothing is hidden from plugins.
  await room.ask('POST', '/api/plugins/moderation/disable')
  const { session } = await room.ask<SessionAnswer>('POST', '/api/sessions', { platform: 'tiktok', title: short(texts[0]) })
  for (const [index, text] of texts.entries()) {
    const user = { displayName: text, uniqueId: `evil${index}`, userId: `id-evil-${index}`, avatarUrl: 'javascript:report("avatar")' }
    await room.simulate('chat', { message: text, user })
    await room.simulate('gift', { giftName: text, giftCount: 2, coins: 2, user, giftImageUrl: 'javascript:report("gift")' })
    await room.simulate('question', { question: text, user })
    await room.simulate('custom', { name: text })
    await room.simulate('error', { message: text })
    await room.ask('POST', '/api/tips', {
      amountCents: 100,
      currency: 'EUR',
      tipperName: short(text),
      message: text,
      sessionId: session.sessionId,
    })
    await room.ask('POST', `/api/sessions/${session.sessionId}/notes`, { text })
    await room.ask('POST', `/api/viewers/id-evil-${index}/notes`, { text })
  }
  await room.ask('PATCH', `/api/sessions/${session.sessionId}`, { name: short(texts[1]), notes: texts.join('\n').slice(0, 1900) })
  // Its first failure is given up at once; on a busy machine that is later than all this.
  while ((await room.ask<DeadLetterList>('GET', '/api/dead-letters')).total === 0);
  const { sessions } = await room.ask<SessionPage>('GET', '/api/sessions')
  return { ...room, session: session.sessionId, sessions: sessions.map(({ sessionId }) => sessionId) }
}

/** Names that the API takes are short. */
const short = (text = '') => text.slice(0, 100)

type HostileRoom = Awaited<ReturnType<typeof openHostileRoom>>

/** Every place of the dashboard: what its menu leads to, and what lies behind. */
export async function everyPlace(page: Page, room: HostileRoom, more: readonly string[] = []): Promise<readonly string[]> {
  const menu = await page
    .locator('nav a[href^="#/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.slice(2) ?? ''))
  const sessions = room.sessions.map((id) => `sessions/${encodeURIComponent(id)}`)
  return [
    ...menu,
    ...sessions,
    `sessions/compare?of=${room.sessions.map(encodeURIComponent).join(',')}`,
    'sessions/log',
    ...['overview', 'settings', 'subscriptions', 'powers', 'actions', 'logs'].map((tab) => `plugins/echo/${tab}`),
    'lanes/echo',
    'moderation/id-evil-0',
    'moderation/id-evil-1',
    ...more,
  ]
}

/** Elements that text has no part in making, but for the frames of pages that come along. */
export const NO_TEXT = 'img, script, iframe:not(.overlays-preview iframe)'

/** Goes to a place and waits until what it asked of the host has been drawn. */
export async function visit(page: Page, place: string): Promise<void> {
  await goTo(page, place)
  await page.locator('main h1').waitFor()
  await page.waitForLoadState('networkidle')
}
