import { crashPoint } from '../../base/crash-point.ts'
import type { Store, TextsChanged } from '../store.ts'
import { bare, createIdentity, type Identity, isOwn, learn, learnUser } from './identity.ts'
import { createSieve } from './needles.ts'
import { type Person, peopleOf } from './people.ts'
import { createScrub, type Scrub } from './scrub.ts'
import type { IsMeant } from './until.ts'

// The viewer's own events are changed last: whoever dies before finds the viewer's names in them again.

export type Erased = TextsChanged & { readonly events: number; readonly mentions: number }

/** What to look at, and whether anything is changed. */
export type ErasureOrder = { readonly isMeant: IsMeant; readonly dryRun: boolean }

/** The store as far as it takes a viewer out. */
export type ErasableStore = Pick<Store, 'rewrite' | 'personal'>

/** Finds everything that one viewer, given by id or handle, is known by. Reads the whole log, and totals, which are kept for longer. */
export async function identify(store: ErasableStore, known: Identity, isMeant: IsMeant): Promise<Identity> {
  const identity = { ...createIdentity(known.pseudonym), userIds: new Set(known.userIds), handles: new Set(known.handles) }
  const isHandle = (uniqueId = '') => known.handles.has(bare(uniqueId))
  const isViewer = ({ userId = '', uniqueId }: Person) => identity.userIds.has(userId) || isHandle(uniqueId)
  let size = -1
  // An id leads to other handles and names; each pass looks for what the one before found.
  while (size !== identity.userIds.size + identity.handles.size) {
    size = identity.userIds.size + identity.handles.size
    for (const viewer of store.personal.named({ userIds: identity.userIds, handles: known.handles })) learnUser(identity, viewer)
    await store.rewrite({
      mayConcern: createSieve({ ...identity, names: new Set(), urls: new Set() }),
      change(event) {
        if (!isMeant(event)) return event
        if (isHandle(event.user?.uniqueId) || isOwn(identity, event)) learn(identity, event)
        // Whoever was only given to or mentioned is known by what others' events say.
        for (const { userId = '', ...person } of peopleOf(event).filter(isViewer)) learnUser(identity, { userId, ...person })
        return event
      },
    })
  }
  return identity
}

/** Takes the viewer out of the log and of what is kept beside it. Rejects with STORE_FULL, STORE_WRITE_FAILED or STOPPING. */
export async function eraseFrom(store: ErasableStore, identity: Identity, { isMeant, dryRun }: ErasureOrder): Promise<Erased> {
  const scrub = createScrub(identity)
  if (!dryRun) crashPoint('erasure.begin')
  const texts = await eraseTexts(store, identity, { dryRun })
  const mentions = await inLog(store, { identity, scrub, isMeant, dryRun, own: false })
  const events = await inLog(store, { identity, scrub, isMeant, dryRun, own: true })
  if (!dryRun) {
    crashPoint('erasure.end')
    await settled(store)
  }
  const deadLetters = texts.deadLetters + mentions.deadLetters + events.deadLetters
  return { ...texts, events: events.found, mentions: mentions.found, deadLetters }
}

/** Takes the viewer out of what is kept beside the log. */
export async function eraseTexts(
  store: ErasableStore,
  identity: Identity,
  { dryRun }: Pick<ErasureOrder, 'dryRun'>,
): Promise<TextsChanged> {
  const { id, text, value } = createScrub(identity)
  const texts = await store.personal.rewriteTexts({ id, text, value, dryRun })
  if (!dryRun) await settled(store)
  return texts
}

type Pass = ErasureOrder & { readonly identity: Identity; readonly scrub: Scrub; readonly own: boolean }

/** How many events have something of the viewer, and how many dead letters changed with theirs. */
async function inLog(store: ErasableStore, { identity, scrub, isMeant, dryRun, own }: Pass) {
  const found = new Set<number>()
  const { deadLetters } = await store.rewrite({
    mayConcern: createSieve(identity, own || identity.own.size === 0 ? [] : ['plugin:']),
    change(event) {
      if (!isMeant(event) || isOwn(identity, event) !== own) return event
      const changed = scrub.event(event)
      if (changed === event) return event
      found.add(event.seqNo)
      return dryRun ? event : changed
    },
  })
  return { found: found.size, deadLetters }
}

const SETTLE_TRIES = 1000

/** A reader, for example a backup, keeps the journal of what it sees. */
async function settled(store: ErasableStore): Promise<void> {
  for (let left = SETTLE_TRIES; left > 0 && !(await store.personal.settle()); left--)
    await new Promise<void>((resolve) => setImmediate(resolve))
}
