import type { Actions } from '#sdk'

/** Pictures for a card, by the alert's id: where this host serves them. */
export type Pictures = { readonly id: string; readonly avatar?: string; readonly gift?: string }

/** Where the platform has them. */
export type Urls = { readonly avatarUrl?: string | undefined; readonly giftUrl?: string | undefined }

/** Asks the plugin overlays for them, which fetches them with limits; undefined when there are none to be had. Never rejects. */
export async function picturesOf(id: string, urls: Urls | undefined, actions: Pick<Actions, 'call'>): Promise<Pictures | undefined> {
  const [avatar, gift] = await Promise.all([urls?.avatarUrl, urls?.giftUrl].map((url) => addressOf(url, actions)))
  return avatar || gift ? { id, ...(avatar && { avatar }), ...(gift && { gift }) } : undefined
}

async function addressOf(url: string | undefined, { call }: Pick<Actions, 'call'>): Promise<string | undefined> {
  if (!url) return undefined
  // Without that plugin, or without its picture, a card has its emblem and initials.
  const answer = await call('overlays.picture', { url }).catch(() => undefined)
  const address = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : undefined
  return typeof address === 'string' && address.startsWith('/blobs/') ? address : undefined
}
