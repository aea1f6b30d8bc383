/** What the stand-in is at the moment. */
export type Room = {
  readonly username: string
  roomId: string
  title: string
  nickname: string
  /** offline: the room is there with status 4. away: the account has no room. unknown: no such account. blocked: a captcha page. */
  presence: 'live' | 'offline' | 'away' | 'unknown' | 'blocked'
}

export type Page = { readonly status: number; readonly type: string; readonly body: string }

const ROOM_LIVE = 2
const ROOM_ENDED = 4
const USER_NOT_FOUND = 19_881_007

/** The web pages and JSON of TikTok that the connector reads, and the sign server's last resort for the room id. */
export function pageOf(path: string, room: Room): Page | undefined {
  if (path === `/@${room.username}/live`) return html(room)
  if (path.startsWith('/@')) return html({ ...room, presence: 'unknown' })
  if (path === '/api-live/user/room/') return json(apiLive(room))
  if (path === '/webcast/room/info/')
    return json({ data: { status: statusOf(room), title: room.title, owner: { nickname: room.nickname } } })
  if (/^\/webcast\/anchors\/[^/]+\/room_id$/.test(path)) {
    const known = room.presence === 'live' || room.presence === 'offline'
    return json(
      known ? { code: 200, ok: true, room_id: room.roomId, is_live: room.presence === 'live' } : { code: 404, ok: false, message: 'none' },
    )
  }
  return undefined
}

function html(room: Room): Page {
  const page = (body: string): Page => ({ status: 200, type: 'text/html', body: `<!doctype html><html><body>${body}</body></html>` })
  if (room.presence === 'blocked') return page('<div id="captcha">Verify to continue</div>')
  const state = room.presence === 'unknown' ? {} : { LiveRoom: { liveRoomUserInfo: userInfo(room) } }
  return page(`<script id="SIGI_STATE" type="application/json">${JSON.stringify(state)}</script>`)
}

function apiLive(room: Room) {
  if (room.presence === 'unknown') return { statusCode: USER_NOT_FOUND, message: 'user_not_found' }
  if (room.presence === 'blocked') return { statusCode: 10_000, message: 'verify' }
  return { statusCode: 0, data: userInfo(room) }
}

function userInfo(room: Room) {
  const roomId = room.presence === 'away' ? '' : room.roomId
  return { user: { roomId, uniqueId: room.username, nickname: room.nickname }, liveRoom: { status: statusOf(room), title: room.title } }
}

function statusOf(room: Room): number {
  return room.presence === 'live' ? ROOM_LIVE : ROOM_ENDED
}

function json(value: unknown): Page {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) }
}
