import type { ActionList, SessionPage, ViewerList } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'
import type { Page, Role } from '../shell/page.ts'
import type { Language } from '../words/language.ts'
import type { en } from './words.ts'

/** Something that can be gone to: what it is called, and where in the address. */
export type Entry = { readonly kind: keyof typeof en.kinds; readonly name: string; readonly more: string; readonly path: string }

const SESSIONS = 50
const PEOPLE = 8

/** Pages of the role. */
export function pageEntries(pages: readonly Page[], language: Language): readonly Entry[] {
  return pages.map(({ id, title }) => ({ kind: 'page', name: title[language], more: '', path: id }))
}

type Asked = { readonly client: Client; readonly role: Role; readonly numbered: (number: number) => string }

/** Sessions of late, and for the admin what plugins do for others. A list that cannot be had is left out. */
export async function hostEntries({ client, role, numbered }: Asked): Promise<readonly Entry[]> {
  const [sessions, actions] = await Promise.all([
    client.get<SessionPage>('/api/sessions', { limit: SESSIONS }).then(
      ({ sessions: list }) => list,
      () => [],
    ),
    client.get<ActionList>('/api/actions').then(
      ({ actions: list }) => list,
      () => [],
    ),
  ])
  return [
    ...sessions.map(
      ({ sessionId, number, name, title }): Entry => ({
        kind: 'session',
        name: name || title || numbered(number),
        more: numbered(number),
        path: `sessions/${encodeURIComponent(sessionId)}`,
      }),
    ),
    ...(role === 'admin' ? actions : []).map(
      ({ id, description }): Entry => ({
        kind: 'action',
        name: id,
        more: description,
        path: `plugins/${encodeURIComponent(id.split('.')[0] ?? '')}/actions`,
      }),
    ),
  ]
}

/** People of this name or handle; nobody when the host does not say. */
export async function peopleEntries(client: Client, q: string): Promise<readonly Entry[]> {
  if (q.length < 2) return []
  const found = await client.get<ViewerList>('/api/viewers', { q }).then(
    ({ viewers }) => viewers,
    () => [],
  )
  return found.slice(0, PEOPLE).map(({ userId, displayName, uniqueId }) => ({
    kind: 'person',
    name: displayName,
    more: `@${uniqueId}`,
    path: `moderation/${encodeURIComponent(userId)}`,
  }))
}
