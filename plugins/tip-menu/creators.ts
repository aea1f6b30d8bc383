import type { KeyValue } from '#sdk'

/** Channels that are remembered; the one that was live longest ago is forgotten. */
const MAX_KNOWN = 20
/** Whose menu it is before anybody was live, and whoever was. */
const SELF = 'me'

/** Whose menu this is: channels that were live here, such as tiktok:ana, or the name in the settings. */
export function createCreators(kv: KeyValue, chosen: string) {
  // Written below.
  const known = async () => ((await kv.get('creators')) as readonly string[] | undefined) ?? []

  let newest: string | undefined

  return {
    /** Notes the channel that is live; answers whether that is another. */
    async note(streamId: string): Promise<boolean> {
      if (newest === streamId) return false
      const before = await known()
      newest = streamId
      if (before[0] === streamId) return false
      await kv.set('creators', [streamId, ...before.filter((id) => id !== streamId)].slice(0, MAX_KNOWN))
      return chosen === ''
    },
    current: async () => chosen || ((await known())[0] ?? SELF),
    /** By the whole id, or what stands behind its colon, because an address has none. */
    isKnown: async (creatorId: string) =>
      [SELF, ...(chosen ? [chosen] : (await known()).flatMap((id) => [id, id.replace(/^[^:]*:/, '')]))].includes(creatorId),
  }
}

export type Creators = ReturnType<typeof createCreators>
