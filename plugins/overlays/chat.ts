import type { EventOf } from '#sdk'
import { badgesOf, type ChatBadge } from './chat-badges.ts'
import { nameOf, shortened } from './names.ts'
import type { OverlaySettings } from './settings.ts'

export type ChatLine = {
  readonly id: string
  readonly name: string
  readonly badges: readonly ChatBadge[]
  readonly text: string
  readonly picture?: string
  /** ISO 8601. */
  readonly at: string
}

/** What the page of the chat is sent whenever something of it changes: all that it is to show, oldest first. */
export type Chat = {
  readonly lines: readonly ChatLine[]
  /** A line goes after so many seconds; 0: it stays until newer ones take its place. */
  readonly seconds: number
  readonly direction: 'up' | 'down'
}

type Held = Omit<ChatLine, 'picture'> & { readonly userId: string; readonly avatarUrl?: string | undefined; readonly seqNo: number }

/** Lines by their ids, and all that these people had said by a number. */
type Deleted = { readonly seqNo: number; readonly ids: readonly string[]; readonly userIds: readonly string[] }

const MAX_TEXT_CHARS = 200
/** As many are remembered, for lines that come after they were taken back. */
const MAX_DELETED = 100

/** The last lines of the chat. What is taken back goes, and does not come back. */
export function createChat(settings: OverlaySettings) {
  let lines: readonly Held[] = []
  let deleted: readonly Deleted[] = []
  let latest = 0

  return {
    /** Answers whether there is something new to show. */
    add(event: EventOf<'chat'>): boolean {
      const line = lineOf(event, settings)
      latest = Math.max(latest, event.seqNo)
      const isCommand = !settings.chatCommands && /^\s*[!/]\p{L}/u.test(event.payload.message)
      if (isCommand || lines.some(({ id }) => id === line.id) || deleted.some((one) => isDeleted(line, one))) return false
      lines = [...lines, line].slice(-settings.chatLines)
      return true
    },
    /** Of a person whatever came up to now goes, unless a number is said. */
    delete({ seqNo = latest + 1, ids = [], userIds = [] }: Partial<Deleted>) {
      const one = { seqNo, ids, userIds }
      deleted = [...deleted, one].slice(-MAX_DELETED)
      lines = lines.filter((line) => !isDeleted(line, one))
    },
    clear() {
      lines = []
    },
    view: (pictureOf: (avatarUrl: string | undefined) => string | undefined = () => undefined): Chat => ({
      lines: lines.map(({ id, name, badges, text, at, avatarUrl }) => {
        const picture = pictureOf(avatarUrl)
        return { id, name, badges, text, at, ...(picture && { picture }) }
      }),
      seconds: settings.chatSeconds,
      direction: settings.chatDirection,
    }),
  }
}

function lineOf({ eventId, seqNo, user, payload, ingestedAt }: EventOf<'chat'>, { chatBadges }: OverlaySettings): Held {
  return {
    ...{ id: eventId, seqNo, userId: user.userId, avatarUrl: user.avatarUrl, at: ingestedAt },
    ...{ name: nameOf(user), badges: chatBadges ? badgesOf(user) : [], text: shortened(payload.message.trim(), MAX_TEXT_CHARS) },
  }
}

/** A message is named itself; a person's are those up to then. */
function isDeleted({ id, userId, seqNo }: Held, { seqNo: deletedAt, ids, userIds }: Deleted): boolean {
  return ids.includes(id) || (userIds.includes(userId) && seqNo < deletedAt)
}
