import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import type { UnifiedEvent, User } from '../../../core/sdk.ts'
import { ROOT } from '../../support/root.ts'

export const LUNA: User = { userId: '7', uniqueId: 'luna', displayName: 'Luna', safeName: 'Luna' }

/** The moderation plugin in its real sandbox, and what says a chat to it. */
export async function startModeration(t: Pick<TestContext, 'after'>, settings: Record<string, unknown> = {}) {
  const plugin = await rehearse(join(ROOT, 'plugins/moderation'), { settings })
  t.after(plugin.stop)
  let count = 0
  return {
    ...plugin,
    /** Answers why it is hidden; undefined when it is not. A second passes after each. */
    async say(message: string, more: { user?: Partial<User>; at?: number; eventId?: string; live?: Partial<UnifiedEvent> } = {}) {
      count++
      const { user = {}, at = count * 1000, eventId = `tiktok:1:${count}`, live = {} } = more
      const timestamp = new Date(Date.UTC(2026, 0, 1) + at).toISOString()
      const { hide } = await plugin.intercept('chat', { message }, { eventId, timestamp, user: { ...LUNA, ...user }, ...live })
      return hide
    },
    /** What an action answers; throws what it says when it fails. */
    async ask(action: string, input?: unknown): Promise<unknown> {
      const { answer, error } = await plugin.act(action, input)
      if (error !== undefined) throw new Error(error)
      return answer
    },
  }
}
